import BinaryIO
import DeltaProtocol
import HostEnvironment
import JSONCodec
import ObjectStorage

@testable import DeltaLog

/// One writer of a simulation: a sequence of operations, each planned on a fresh snapshot and
/// planned again after a conflict.
struct SimulatedWriter {
    private enum Kind: CaseIterable {
        case append, appendForApplication, rewrite, delete, compact, retention
    }

    private let simulation: CommitSimulation
    private let number: Int
    private let store: any ObjectStore
    private let log: TableLog
    private var random: SeededRandom
    private var applicationVersion: Int64 = 0

    init(_ simulation: CommitSimulation, number: Int, store: any ObjectStore) {
        self.simulation = simulation
        self.number = number
        self.store = store
        var limits = DeltaLogLimits()
        limits.storeFailuresMax = Int(simulation.seed % 3) * 3
        log = TableLog(store: store, environment: simulation.environment, limits: limits)
        random = SeededRandom(seed: simulation.seed &* 7919 &+ UInt64(number))
    }

    mutating func run() async throws {
        for _ in 0..<7 {
            let kind = Kind.allCases.randomElement(using: &random) ?? .append
            for _ in 0..<4 {
                if try await attempt(kind) { break }
            }
        }
    }

    /// Whether the operation is over.
    private mutating func attempt(_ kind: Kind) async throws -> Bool {
        guard let snapshot = try? await log.snapshot() else { return false }
        let started = simulation.tick()
        var transaction = log.begin(on: snapshot, operation: CommitOperation("\(kind)"))
        plan(kind, on: snapshot, &transaction)
        var written: [String] = []
        for case .add(let file) in transaction.actions where !(try await stage(file)) {
            written.append(file.path)
            try await simulation.deleteData(written)
            return false
        }
        for case .add(let file) in transaction.actions { written.append(file.path) }
        let outcome = await log.commit(transaction)
        let verdict = try await settle(outcome, written)
        let readsEverything = transaction.reads.allFiles
        simulation.record(
            OperationRecord(
                txnID: transaction.txnID, verdict: verdict, started: started,
                answered: simulation.tick(), readVersion: snapshot.version,
                partitionsRead: Set(transaction.reads.predicates.map(\.text)),
                filesRead: readsEverything
                    ? Set(snapshot.files.map(\.path)) : transaction.reads.files,
                mindsAdds: kind == .rewrite || kind == .delete, written: written))
        if case .conflict = outcome {
            simulation.conflict()
            return false
        }
        return true
    }

    /// What the writer does once it knows how its commit ended.
    private func settle(
        _ outcome: CommitOutcome, _ written: [String]
    ) async throws -> OperationRecord.Verdict {
        switch outcome {
        case .committed(let receipt): return .committed(receipt.version)
        case .unknown(let unknown):
            if simulation.bug == .deletesAfterUnknown {
                try await simulation.deleteData(written)
            }
            return .unknown(unknown.version)
        case .alreadyCommitted(let version):
            try await simulation.deleteData(written)
            return .sameWork(version)
        case .conflict, .notCommitted:
            try await simulation.deleteData(written)
            return .nothing
        }
    }

    /// Makes a data file durable; false where the store does not let us.
    private func stage(_ file: AddFile) async throws -> Bool {
        let path = try ObjectPath(file.path)
        let bytes = Bytes(Array(repeating: 0x41, count: Int(file.size)))
        for _ in 0..<20 {
            if (try? await store.put(path, bytes, mode: .overwrite)) != nil { return true }
        }
        return false
    }

    private mutating func plan(
        _ kind: Kind, on snapshot: Snapshot, _ transaction: inout Transaction
    ) {
        let partition = ["a", "b", "c"].randomElement(using: &random) ?? "a"
        let files = snapshot.files.filter { $0.partitionValues["p"] == .some(partition) }
        let predicate = ReadPredicate(partition) { $0.partitionValues["p"] == .some(partition) }
        switch kind {
        case .append: transaction.actions = [newFile(partition), newFile(partition)]
        case .appendForApplication:
            // Both writers run the same application, as a zombie and its successor would.
            applicationVersion = (snapshot.transactions["app"]?.version ?? 0) + 1
            transaction.application = ApplicationProgress(
                appID: "app", version: applicationVersion, offsets: .integer(applicationVersion))
            transaction.actions = [newFile(partition)]
        case .rewrite:
            transaction.reads.record(predicate, found: files)
            transaction.actions = files.map { .remove($0.addFile.removed(at: now)) }
            transaction.actions.append(newFile(partition))
        case .delete:
            transaction.reads.record(predicate, found: files)
            transaction.actions = files.prefix(1).map { .remove($0.addFile.removed(at: now)) }
        case .compact:
            transaction.reads.record(predicate, found: files)
            let bin = files.prefix(2)
            guard bin.count == 2 else { return }
            transaction.actions = bin.map {
                .remove($0.addFile.removed(at: now, dataChange: false))
            }
            transaction.actions.append(newFile(partition, dataChange: false))
        case .retention:
            var metadata = snapshot.metadata
            let days = 30 + snapshot.version.number
            metadata.configuration["delta.logRetentionDuration"] = "interval \(days) days"
            transaction.actions = [.metadata(metadata)]
        }
    }

    private var now: Int64 { simulation.environment.now.milliseconds }

    private mutating func newFile(_ partition: String, dataChange: Bool = true) -> Action {
        .add(
            AddFile(
                path: "p=\(partition)/\(simulation.environment.uuid()).parquet",
                partitionValues: ["p": partition],
                size: Int64(random.next(upperBound: 40 as UInt64)),
                modificationTime: now, dataChange: dataChange))
    }
}
