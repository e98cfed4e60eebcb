// The Delta log: a snapshot of a table whose log is 10,000 JSON commits without a checkpoint.

import DeltaLog
import DeltaProtocol
import HostEnvironment
import ObjectStorage

enum LogCases {
    static let all: [MeasuredCase] = [
        MeasuredCase(name: "log_load") { folders in
            let host = HostEnvironment.system()
            return {
                let store = LocalObjectStore(
                    root: "\(folders.data)/log-10k", environment: host)
                let snapshot = try await TableLog(store: store, environment: host).snapshot()
                var files = 0
                var pathBytes = 0
                for file in snapshot.files {
                    files += 1
                    pathBytes += file.path.utf8.count
                }
                return [
                    .count("files", files), .count("path_bytes", pathBytes),
                    .count("version", Int(snapshot.version.number)),
                ]
            }
        }
    ]
}
