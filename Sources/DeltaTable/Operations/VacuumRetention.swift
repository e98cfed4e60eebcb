// How far back vacuum must keep files, and the words of its two commits (spec/tables.md DT-VAC-02,
// DT-VAC-05).

import DeltaLog
import DeltaProtocol
import HostEnvironment
import JSONCodec

/// The retention of one vacuum.
struct VacuumRetention: Sendable {
    /// `delta.deletedFileRetentionDuration`.
    let ofTable: Duration
    /// What was asked for instead.
    let specified: Duration?
    /// Whether a retention that is shorter than the table's is taken.
    let isForced: Bool

    var duration: Duration { specified ?? ofTable }

    /// - Throws: `invalidRequest` where the retention is negative, or shorter than the table's and
    ///   not forced.
    init(
        of snapshot: TableSnapshot, specified: Duration?, isForced: Bool
    ) throws {
        ofTable = try snapshot.log.properties.deletedFileRetention()
        self.specified = specified
        self.isForced = isForced
        guard let specified else { return }
        guard specified >= .zero else {
            throw TableError(.invalidRequest, "a retention cannot be negative")
        }
        guard specified >= ofTable || isForced else {
            throw TableError(
                .invalidRequest,
                "a retention of \(specified) is shorter than the table's of \(ofTable): readers "
                    + "of older versions and writers of other engines could lose files; force it "
                    + "where there are none")
        }
    }

    /// The commit that announces the vacuum.
    func start(cutoff: WallTime) -> CommitOperation {
        var parameters: [(String, JSONValue)] = [
            ("retentionCheckEnabled", .bool(!isForced)),
            ("defaultRetentionMillis", .integer(Self.milliseconds(ofTable))),
        ]
        if let specified {
            parameters.append(
                ("specifiedRetentionMillis", .integer(Self.milliseconds(specified))))
        }
        return CommitOperation(
            VacuumStart.operation, parameters: parameters,
            extra: JSONObject([(VacuumStart.cutoffField, .integer(cutoff.milliseconds))]))
    }

    /// The commit that says how it ended.
    static func end(isComplete: Bool, fileCount: Int, folderCount: Int) -> CommitOperation {
        CommitOperation(
            "VACUUM END", parameters: [("status", .string(isComplete ? "COMPLETED" : "FAILED"))],
            metrics: [
                ("numDeletedFiles", String(fileCount)),
                ("numVacuumedDirectories", String(folderCount)),
            ])
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        duration.wholeMicroseconds / 1000
    }
}
