// A commit as a much simpler mind reads it: lines of JSON, and nothing of the engine's.

import BinaryIO
import HostEnvironment
import JSONCodec

/// One version of a log.
struct ModelCommit: Sendable {
    struct File: Sendable, Hashable {
        let path: String
        let size: Int64
        let vector: ModelVector?
    }

    struct Removal: Sendable {
        let path: String
        let vector: ModelVector?
        /// In ms.
        let time: Int64
    }

    let version: Int64
    /// When it appeared, by the clock of the store.
    let time: WallTime
    let bytes: Bytes
    var txnID: String?
    var operation: String?
    var adds: [File] = []
    var removes: [Removal] = []
    /// The whole `commitInfo`.
    var info: JSONValue?
    var transactions: [(id: String, version: Int64)] = []
    var metadata: JSONValue?
    var tableProtocol: JSONValue?

    /// Nil where a line is no JSON.
    init?(version: Int64, time: WallTime, bytes: Bytes) {
        self.version = version
        self.time = time
        self.bytes = bytes
        guard let text = bytes.utf8String() else { return nil }
        for line in text.split(separator: "\n") {
            guard let json = try? JSONValue(parsing: String(line)),
                let action = json.object?.fields.first
            else { return nil }
            read(action.name, action.value)
        }
    }

    /// A parameter of the operation, as a text.
    func parameter(_ name: String) -> String? {
        let value = info?["operationParameters"]?[name]
        return value?.string ?? value?.text
    }

    private mutating func read(_ name: String, _ value: JSONValue) {
        switch name {
        case "commitInfo":
            info = value
            txnID = value["txnId"]?.string
            operation = value["operation"]?.string
        case "add":
            adds.append(
                File(
                    path: value["path"]?.string ?? "", size: value["size"]?.int64 ?? -1,
                    vector: ModelVector(value["deletionVector"])))
        case "remove":
            removes.append(
                Removal(
                    path: value["path"]?.string ?? "",
                    vector: ModelVector(value["deletionVector"]),
                    time: value["deletionTimestamp"]?.int64 ?? 0))
        case "txn":
            transactions.append(
                (value["appId"]?.string ?? "", value["version"]?.int64 ?? -1))
        case "metaData": metadata = value
        case "protocol": tableProtocol = value
        default: return
        }
    }
}
