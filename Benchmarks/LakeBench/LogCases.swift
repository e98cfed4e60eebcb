// The Delta log: opening tables, listing their files, following them, and checkpoints.

import DeltaLog
import DeltaProtocol
import Glibc
import HostEnvironment
import ObjectStorage

enum LogCases {
    static let all: [MeasuredCase] = [
        reading("log_open", "log-10k", opened),
        reading("log_load", "log-10k", listed),
        reading("checkpoint_open", "log-1m", opened),
        reading("checkpoint_list", "log-1m", listed),
        reading("checkpoint_filter", "log-1m", filtered),
        reading("checkpoint_tail", "log-1m-tail", listed),
        MeasuredCase(name: "refresh") { folders in
            let log = log("\(folders.data)/log-1m-tail")
            let known = try await log.snapshot(at: .version(100))
            return {
                let snapshot = try await log.snapshot(refreshing: known)
                return [.count("version", Int(snapshot.version.number))]
            }
        },
        checkpointing("checkpoint_write_100k", "log-100k"),
        checkpointing("checkpoint_write_1m", "log-1m-tail"),
    ]

    private static func log(_ path: String) -> TableLog {
        let host = HostEnvironment.system()
        return TableLog(
            store: LocalObjectStore(root: path, environment: host), environment: host)
    }

    private static func reading(
        _ name: String, _ table: String,
        _ body: @escaping @Sendable (TableLog) async throws -> [MeasuredCase.Fact]
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            let path = "\(folders.data)/\(table)"
            return { try await body(log(path)) }
        }
    }

    /// The newest snapshot: protocol and metadata.
    private static func opened(_ log: TableLog) async throws -> [MeasuredCase.Fact] {
        let snapshot = try await log.snapshot()
        return [.count("version", Int(snapshot.version.number))]
    }

    /// The newest snapshot and the paths of its files.
    private static func listed(_ log: TableLog) async throws -> [MeasuredCase.Fact] {
        try await listed(log, .keys) { _ in true }
    }

    /// The files of one partition.
    private static func filtered(_ log: TableLog) async throws -> [MeasuredCase.Fact] {
        try await listed(log, .partitionValues) { file in
            file.partitionValues.entries.contains {
                $0.column == "date" && $0.value == "2024-03-01"
            }
        }
    }

    private static func listed(
        _ log: TableLog, _ fields: FileFields,
        where isWanted: @Sendable @escaping (ActiveFile) -> Bool
    ) async throws -> [MeasuredCase.Fact] {
        let snapshot = try await log.snapshot()
        let paths = try await snapshot.collectFiles(fields) { batch in
            batch.lazy.filter(isWanted).map(\.path)
        }
        return [
            .count("files", paths.count),
            .count("path_bytes", paths.reduce(0) { $0 + $1.utf8.count }),
            .count("version", Int(snapshot.version.number)),
        ]
    }

    /// Writes a checkpoint of a copy of the log; loading is not measured.
    private static func checkpointing(_ name: String, _ table: String) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            let copy = "\(folders.scratch)/\(name)-\(HostEnvironment.system().uuid())"
            try copyLog(from: "\(folders.data)/\(table)", to: copy)
            let log = log(copy)
            let snapshot = try await log.snapshot()
            return {
                let report = try await log.checkpoint(snapshot)
                return [.count("actions", report.actions)]
            }
        }
    }

    /// Makes the files of a log appear in another folder; they are shared, none is changed.
    private static func copyLog(from source: String, to target: String) throws {
        let folder = "\(target)/_delta_log"
        try EventFiles.makeFolder(target)
        try EventFiles.makeFolder(folder)
        guard let entries = opendir("\(source)/_delta_log") else {
            throw FileFailure("list", source)
        }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            guard link("\(source)/_delta_log/\(name)", "\(folder)/\(name)") == 0 else {
                throw FileFailure("link", name)
            }
        }
    }
}
