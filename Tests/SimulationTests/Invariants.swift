import DeltaProtocol
import HostEnvironment
import ObjectStorage

@testable import DeltaLog

/// What must hold when a simulation is over; the names are those of spec/commit-protocol.md.
struct Invariants {
    let model: LogModel
    let records: [OperationRecord]
    var violations: [String] = []

    /// I1: the commits that are listed are the versions 0, 1, …, each once.
    mutating func checkLog(_ store: any ObjectStore) async throws {
        let listed = try await store.listAll(prefix: "_delta_log/").compactMap { object in
            LogFile(object)?.path
        }.filter { if case .commit = $0 { true } else { false } }
        if listed.count != model.versions.count {
            violations.append("I1 \(listed.count) commits, \(model.versions.count) contiguous")
        }
    }

    /// I3: a commit that was acknowledged is there exactly once, one that failed is not there, and
    /// one that is unknown is there at most once.
    mutating func checkAnswers() {
        for record in records {
            let versions = model.versions.indices.filter {
                model.versions[$0].txnID == record.txnID
            }
            switch record.verdict {
            case .committed(let version):
                if versions != [Int(version.number)] {
                    violations.append(
                        "I3 told \(version), in the log at \(versions): \(record.txnID)")
                }
            case .nothing, .sameWork:
                if !versions.isEmpty {
                    violations.append("I3 told no, in the log at \(versions): \(record.txnID)")
                }
            case .unknown(let version):
                if versions.count > 1 || versions.first.map({ $0 != version.number }) == true {
                    violations.append(
                        "I3 unknown at \(version), in the log at \(versions): \(record.txnID)")
                }
            }
        }
        let known = Set(records.map(\.txnID))
        let strangers = model.versions.dropFirst().filter { !known.contains($0.txnID ?? "") }
        if !strangers.isEmpty { violations.append("I3 \(strangers.count) commits of nobody") }
    }

    /// I2: what was begun after an answer lies behind what was answered.
    mutating func checkOrder() {
        let committed = records.compactMap { record -> (OperationRecord, TableVersion)? in
            guard case .committed(let version) = record.verdict else { return nil }
            return (record, version)
        }
        for (first, version) in committed {
            for (second, later) in committed
            where second.started > first.answered && later <= version {
                violations.append("I2 version \(later) was begun after \(version) was answered")
            }
        }
    }

    /// I4, isolation: between the version that an operation read and its own, nobody removed a file
    /// that it had read or added one that it should have read.
    mutating func checkIsolation() {
        for record in records {
            guard case .committed(let version) = record.verdict, !record.partitionsRead.isEmpty
            else { continue }
            for number
                in (record.readVersion.number + 1)..<max(
                    record.readVersion.number + 1, version.number)
            {
                for action in model.versions[Int(number)].actions {
                    switch action {
                    case .remove(let file) where record.filesRead.contains(file.path):
                        violations.append("I4 \(version) read \(file.path), gone at \(number)")
                    case .add(let file) where record.mindsAdds:
                        let partition = file.partitionValues["p"].flatMap { $0 } ?? ""
                        if record.partitionsRead.contains(partition), !record.written.isEmpty {
                            violations.append("I4 \(version) missed \(file.path) of \(number)")
                        }
                    default: break
                    }
                }
            }
        }
    }

    /// I3 for applications: each version of the application is committed once, in order.
    mutating func checkApplications() {
        var last: Int64 = 0
        for version in model.versions {
            for case .transaction(let progress) in version.actions {
                if progress.version != last + 1 {
                    violations.append("I3 application went from \(last) to \(progress.version)")
                }
                last = progress.version
            }
        }
    }

    /// I4, I6: every version reads the same by replay of all commits and by checkpoint plus tail.
    mutating func checkSnapshots(
        _ store: any ObjectStore, _ environment: HostEnvironment
    ) async throws {
        let log = TableLog(store: store, environment: environment)
        let files = try await log.list(from: nil)
        var checkpoints: Set<TableVersion> = []
        for case .checkpoint(let version) in files.map(\.path) { checkpoints.insert(version) }
        for number in model.versions.indices {
            guard let version = TableVersion(Int64(number)) else { continue }
            let snapshot = try await log.snapshot(at: .version(version))
            if let difference = model.difference(snapshot) { violations.append("I4 \(difference)") }
            if checkpoints.contains(version), snapshot.checkpointVersion != version {
                violations.append("I6 the checkpoint of \(version) was not used")
            }
        }
    }

    /// I5: every file that some version names is there, with its size.
    mutating func checkData(_ store: any ObjectStore) async throws {
        var sizes: [String: Int64] = [:]
        for version in model.versions { sizes.merge(version.files) { first, _ in first } }
        for (path, size) in sizes {
            let found = try await store.headIfPresent(try ObjectPath(path))
            if found.map({ Int64($0.size) }) != size {
                violations.append("I5 \(path) of \(size) bytes is \(found?.size ?? -1)")
            }
        }
    }
}
