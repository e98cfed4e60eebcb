// The decisions that the model leaves to the code that ships, remembered by their arguments: which
// files make a version, what clean-up and vacuum may delete, whether a winner contradicts a
// transaction.

import Columnar
import DeltaProtocol
import HostEnvironment
import JSONCodec
import ObjectStorage

@testable import DeltaLog
@testable import DeltaTable

final class ShippedDecisions {
    static let retention = Duration.seconds(24 * 3600)

    /// What a log consists of, as a listing shows it.
    struct Listing: Hashable {
        var present: UInt32
        var days: [UInt8]
        var checkpoints: [ModelCheckpoint]

        init(_ world: ModelWorld) {
            present = world.present
            days = world.history.map(\.day)
            checkpoints = world.checkpoints
        }
    }

    /// The checkpoint and the commits that make a version.
    struct Segment: Hashable {
        var checkpoint: UInt8?
        var commits: [UInt8]
    }

    enum Verdict: Hashable {
        case compatible
        case conflict(CommitConflict.Kind)
        case sameWork
    }

    private struct VersionKey: Hashable {
        var listing: Listing
        var version: UInt8?
    }

    private struct CleanupKey: Hashable {
        var listing: Listing
        var day: UInt8
        var countsParts: Bool
    }

    private struct WinnerKey: Hashable {
        var operation: ModelOperation
        var commit: ModelCommit
        var file: UInt8?
        var stagedOn: UInt8
        var winner: ModelCommit
    }

    private var segments: [VersionKey: Segment?] = [:]
    private var cleanups: [CleanupKey: UInt64?] = [:]
    private var verdicts: [WinnerKey: Verdict] = [:]
    private let snapshot: Snapshot

    init() throws {
        let metadata = TableMetadata(
            id: "model",
            schemaString: SchemaCodec.encode(Schema([Field("x", .int64)])),
            partitionColumns: [],
            configuration: [:])
        var batch = ActionBatch()
        try batch.append([.protocol(.widest), .metadata(metadata)], version: .zero)
        batch.seal()
        var replay = LogReplay()
        try replay.absorb(batch)
        snapshot = try Snapshot(
            version: .zero, timestamp: Self.noon(0), inCommitTimestamp: nil,
            state: replay.state(version: .zero),
            checkpointVersion: nil, observed: MonotonicInstant(sinceOrigin: .zero))
    }

    static func noon(_ day: Int) -> WallTime {
        WallTime(microseconds: (Int64(day) * 24 + 12) * 3_600_000_000)
    }

    static func version(_ number: UInt8) -> TableVersion { TableVersion(Int64(number)) ?? .zero }

    /// The files of a log; where parts count as whole checkpoints, a rule is broken.
    private func files(_ listing: Listing, countsParts: Bool = false) -> [LogFile] {
        var files: [LogFile] = []
        for (number, day) in listing.days.enumerated() where listing.present & (1 << number) != 0 {
            files.append(file(.commit(Self.version(UInt8(number))), day))
        }
        for checkpoint in listing.checkpoints {
            let version = Self.version(checkpoint.version)
            for part in 0..<Int(checkpoint.parts) {
                files.append(
                    file(
                        countsParts
                            ? .checkpoint(version)
                            : .checkpointPart(version, part: part + 1, parts: 2), checkpoint.day))
            }
        }
        return files
    }

    private func file(_ path: LogPath, _ day: UInt8) -> LogFile {
        LogFile(path: path, size: 1, lastModified: Self.noon(Int(day)))
    }

    /// What makes a version, the newest where it is nil; nil where the log does not hold it.
    func segment(_ world: ModelWorld, _ version: UInt8?) -> Segment? {
        let key = VersionKey(listing: Listing(world), version: version)
        if let known = segments[key] { return known }
        let found = try? LogSegment(files: files(key.listing), version: version.map(Self.version))
        let segment = found.map { found in
            Segment(
                checkpoint: found.checkpoint.map { UInt8($0.version.number) },
                commits: found.commits.compactMap { $0.path.version.map { UInt8($0.number) } })
        }
        segments[key] = .some(segment)
        return segment
    }

    /// What a writer is told where the log has gone on without it.
    func overtaking(_ world: ModelWorld, _ version: UInt8) -> CommitProtocol.Input? {
        CommitCoordinator.overtaking(Self.version(version), files(Listing(world)))
    }

    /// What a clean-up deletes now: commits by number, checkpoints 32 behind.
    func cleanup(_ world: ModelWorld, countsParts: Bool) -> UInt64? {
        let key = CleanupKey(
            listing: Listing(world), day: world.day, countsParts: countsParts)
        if let known = cleanups[key] { return known }
        let cutoff = LogCleanup.cutoff(now: Self.noon(Int(world.day)), retention: Self.retention)
        let plan = LogCleanup(files: files(key.listing, countsParts: countsParts), cutoff: cutoff)
        let mask = plan.map { plan in
            plan.expired.reduce(UInt64(0)) { mask, file in
                guard let number = file.path.version?.number else { return mask }
                if case .commit = file.path { return mask | 1 << UInt64(number) }
                return mask | 1 << UInt64(number + 32)
            }
        }
        cleanups[key] = .some(mask)
        return mask
    }

    /// The versions that were committed on a day or later, as far as the log holds them.
    func versions(_ world: ModelWorld, since day: Int8) -> [UInt8] {
        TimeTravel.versions(since: Self.noon(Int(day)), in: files(Listing(world)))
            .map { UInt8($0.number) }
    }

    func mayDelete(_ file: UInt8, storedOn day: UInt8, referenced: FileMask, cutoff: Int8) -> Bool {
        guard let path = try? ObjectPath("f\(file)") else { return false }
        let plan = VacuumPlan(
            referenced: referenced & FileMask(of: file) != 0 ? [path] : [],
            cutoff: Self.noon(Int(cutoff)), partitionColumns: [])
        return plan.mayDelete(
            ObjectMetadata(
                path: path, size: 1, lastModified: Self.noon(Int(day)),
                etag: ETag(rawValue: "e")))
    }

    /// What the shipped checker says of a winner, the vacuum's rule included.
    func verdict(
        _ operation: ModelOperation, _ commit: ModelCommit, file: UInt8?, stagedOn: UInt8,
        winner: ModelCommit, _ version: UInt8
    ) throws -> Verdict {
        let key = WinnerKey(
            operation: operation, commit: commit, file: file, stagedOn: stagedOn, winner: winner)
        if let known = verdicts[key] { return known }
        var transaction = Transaction(
            snapshot: snapshot, txnID: "\(commit.transaction)", operation: .init("WRITE"))
        transaction.actions = actions(commit, stagedOn: stagedOn)
        transaction.application = commit.application.map {
            ApplicationProgress(appID: "a", version: Int64($0))
        }
        if operation == .overwrite { transaction.reads.recordEverything() }
        let staged = adds(commit.adds, stagedOn)
        transaction.rule = { VacuumStart.objection(to: staged, winner: $0) }
        var checker = try ConflictChecker(transaction)
        let answer = try checker.check(winning(winner, Self.version(version)))
        let verdict: Verdict =
            switch answer {
            case .compatible: .compatible
            case .conflict(let conflict): .conflict(conflict.kind)
            case .sameWork: .sameWork
            }
        verdicts[key] = verdict
        return verdict
    }

    /// Whether a vacuum that began with this commit may take the staged file for old.
    func objects(_ winner: ModelCommit, stagedOn day: UInt8) -> Bool {
        VacuumStart.objection(to: adds(1, day), info: info(winner)) != nil
    }

    private func adds(_ files: FileMask, _ day: UInt8) -> [AddFile] {
        files.numbers.map {
            AddFile(
                path: "f\($0)", partitionValues: .unpartitioned, size: 1,
                modificationTime: Self.noon(Int(day)).milliseconds)
        }
    }

    private func actions(_ commit: ModelCommit, stagedOn day: UInt8) -> [Action] {
        adds(commit.removes, 0).map { .remove($0.removed(at: 0)) }
            + adds(commit.adds, day).map { .add($0) }
    }

    private func info(_ commit: ModelCommit) -> CommitInfo {
        let extra = commit.cutoff.map { day in
            JSONObject([
                (VacuumStart.cutoffField, .integer(Self.noon(Int(day)).milliseconds))
            ])
        }
        return CommitInfo(
            timestamp: 0, operation: extra == nil ? "WRITE" : VacuumStart.operation,
            isBlindAppend: commit.removes == 0, extra: extra ?? JSONObject())
    }

    private func winning(_ commit: ModelCommit, _ version: TableVersion) -> WinningCommit {
        var all: [Action] = [.commitInfo(info(commit))]
        if let application = commit.application {
            all.append(.transaction(SetTransaction(appID: "a", version: Int64(application))))
        }
        return WinningCommit(version: version, actions: all + actions(commit, stagedOn: 0))
    }
}
