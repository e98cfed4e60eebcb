import BinaryIO
import Columnar
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Synchronization

@testable import DeltaLog

/// A bug that is planted to see whether the invariants notice.
enum PlantedBug: String, CaseIterable, Sendable {
    /// A writer does not recognise its own commit.
    case forgetsOwnCommits
    /// Creating an object replaces one that is there.
    case overwritesCommits
    /// A writer deletes its files though its commit may be in the table.
    case deletesAfterUnknown
    /// A listing hides the newest commit, so that a reader is stale after an answer.
    case staleReads

    /// The invariants of which one must be seen to break.
    var breaks: [String] {
        switch self {
        case .forgetsOwnCommits: ["I3", "I5"]
        case .overwritesCommits: ["I1", "I3"]
        case .deletesAfterUnknown: ["I5"]
        case .staleReads: ["I2"]
        }
    }
}

/// Two writers and a reader on one table, on a store that fails as the seed says.
final class CommitSimulation: Sendable {
    struct Outcome: Sendable {
        var violations: [String] = []
        var operations = 0
        var commits = 0
        var unknown = 0
        var conflicts = 0
        var faults = FaultCoverage()
        var trace: UInt64 = 0
    }

    private struct State {
        var violations: [String] = []
        var records: [OperationRecord] = []
        var clock = 0
        var conflicts = 0
        /// The newest version that somebody was told of.
        var acknowledged: TableVersion = .zero
    }

    let environment: HostEnvironment
    let seed: UInt64
    let bug: PlantedBug?
    private let base: MemoryObjectStore
    private let state = Mutex(State())

    private init(_ environment: HostEnvironment, seed: UInt64, bug: PlantedBug?) {
        self.environment = environment
        self.seed = seed
        self.bug = bug
        base = MemoryObjectStore(environment: environment)
    }

    /// Runs one seed.
    static func run(seed: UInt64, bug: PlantedBug? = nil) async throws -> Outcome {
        let host = SimulatedEnvironment(seed: seed)
        var outcome = try await host.run { environment in
            try await CommitSimulation(environment, seed: seed, bug: bug).run()
        }
        outcome.trace = host.traceHash
        return outcome
    }

    private func run() async throws -> Outcome {
        try await create()
        var stores: [FaultInjectingStore] = []
        for actor in 0..<3 {
            var plan = FaultPlan.swarm(seed: seed &* 31 &+ UInt64(actor))
            plan.faultsMax = 60
            plan.landingDelayMax = .seconds(5)
            stores.append(
                FaultInjectingStore(
                    broken(base), environment: environment, plan: plan,
                    seed: seed &+ UInt64(actor)))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2 {
                let store = retrying(stores[number], number)
                group.addTask {
                    var writer = SimulatedWriter(self, number: number, store: store)
                    try await writer.run()
                }
            }
            let store = RetryingStore(stores[2], environment: environment)
            group.addTask { try await self.read(through: store) }
            try await group.waitForAll()
        }
        for store in stores { await store.settle() }
        return try await judge(stores)
    }

    private func create() async throws {
        let log = TableLog(store: base, environment: environment)
        let schema = Schema([Field("p", .string), Field("v", .int32)])
        let metadata = try TableMetadata(
            id: "simulated", schema: schema, partitionColumns: ["p"],
            configuration: ["delta.checkpointInterval": "4"], createdTime: 0)
        let transaction = log.beginCreation(
            protocol: .widest, metadata: metadata, operation: CommitOperation("CREATE TABLE"))
        guard case .committed = await log.commit(transaction) else {
            throw DeltaLogError(.invalidCommit, "the table was not created")
        }
    }

    private func broken(_ store: any ObjectStore) -> any ObjectStore {
        switch bug {
        case .forgetsOwnCommits: ForgetfulStore(store)
        case .overwritesCommits: OverwritingStore(store)
        case .staleReads: StaleStore(store)
        case .deletesAfterUnknown, nil: store
        }
    }

    /// Some seeds repeat what is safe below the commit protocol, some leave it all to it.
    private func retrying(_ store: FaultInjectingStore, _ number: Int) -> any ObjectStore {
        (seed &+ UInt64(number)).isMultiple(of: 2)
            ? RetryingStore(store, environment: environment) : store
    }

    // MARK: What actors report

    func tick() -> Int {
        state.withLock {
            $0.clock += 1
            return $0.clock
        }
    }

    func violate(_ text: String) { state.withLock { $0.violations.append(text) } }

    func conflict() { state.withLock { $0.conflicts += 1 } }

    func record(_ record: OperationRecord) {
        state.withLock { state in
            state.records.append(record)
            switch record.verdict {
            case .committed(let version), .sameWork(let version):
                state.acknowledged = max(state.acknowledged, version)
            case .nothing, .unknown: break
            }
        }
    }

    var acknowledged: TableVersion { state.withLock { $0.acknowledged } }

    /// Removes data files without faults; what happens to a file is part of the scenario, not of
    /// the test.
    func deleteData(_ paths: [String]) async throws {
        for path in paths { try await base.delete(try ObjectPath(path)) }
    }

    // MARK: The reader

    private func read(through store: any ObjectStore) async throws {
        let log = TableLog(store: store, environment: environment)
        var last: Snapshot?
        for _ in 0..<12 {
            try await environment.sleep(for: environment.randomDuration(upTo: .seconds(2)))
            let known = acknowledged
            let snapshot: Snapshot
            do throws(DeltaLogError) {
                if let last, environment.random(below: 2) == 0 {
                    snapshot = try await log.snapshot(refreshing: last)
                } else {
                    snapshot = try await log.snapshot()
                }
            } catch {
                if error.code != .storage { violate("I4 a reader failed: \(error)") }
                continue
            }
            if snapshot.version < known {
                violate("I2 version \(known) was acknowledged, then \(snapshot.version) was read")
            }
            if let last, snapshot.version < last.version { violate("I2 a reader went back") }
            last = snapshot
            if let difference = try await LogModel(base).difference(snapshot) {
                violate("I4 \(difference)")
            }
        }
    }

    // MARK: The judge

    private func judge(_ stores: [FaultInjectingStore]) async throws -> Outcome {
        let model = try await LogModel(base)
        let (records, violations, conflicts) = state.withLock {
            ($0.records, $0.violations, $0.conflicts)
        }
        var invariants = Invariants(model: model, records: records)
        invariants.violations = violations
        invariants.checkAnswers()
        invariants.checkOrder()
        invariants.checkIsolation()
        invariants.checkApplications()
        try await invariants.checkLog(base)
        try await invariants.checkSnapshots(base, environment)
        try await invariants.checkData(base)
        var outcome = Outcome(violations: invariants.violations)
        outcome.operations = records.count
        outcome.commits = model.versions.count
        outcome.conflicts = conflicts
        outcome.unknown = records.count { if case .unknown = $0.verdict { true } else { false } }
        for store in stores { outcome.faults.merge(store.coverage) }
        return outcome
    }
}
