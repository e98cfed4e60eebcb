// What one commit may not hold together (PROTOCOL.md, *Delta Log Entries* under the requirements
// for writers, and *Add File and Remove File*): actions of one commit have no order.

/// Rules on the actions of one commit.
package enum CommitRules {
    /// - Throws: `reconcilingActions` where the commit holds two `metaData`, two `protocol`, two
    ///   `txn` of one application, two `domainMetadata` of one domain, two `add` or two `remove` of
    ///   one path, or an `add` and a `remove` of the same path and deletion vector.
    package static func check(_ actions: [Action]) throws(DeltaProtocolError) {
        var seen = Seen()
        for action in actions {
            switch action {
            case .metadata: try seen.once("metaData")
            case .protocol: try seen.once("protocol")
            case .transaction(let transaction): try seen.once("txn of \(transaction.appID)")
            case .domainMetadata(let domain): try seen.once("domainMetadata of \(domain.domain)")
            case .add(let file): try seen.file("add", file.path, file.deletionVector)
            case .remove(let file): try seen.file("remove", file.path, file.deletionVector)
            case .commitInfo, .cdc, .sidecar, .checkpointMetadata: break
            }
        }
    }

    private struct Seen {
        private var names: Set<String> = []
        private var paths: [String: Set<String>] = [:]
        private var files: Set<FileKey> = []

        mutating func once(_ name: String) throws(DeltaProtocolError) {
            guard names.insert(name).inserted else {
                throw DeltaProtocolError(.reconcilingActions, "the commit holds two \(name)")
            }
        }

        mutating func file(
            _ kind: String, _ path: String, _ vector: DeletionVectorDescriptor?
        ) throws(DeltaProtocolError) {
            let key = try DataPath(parsing: path).key
            guard paths[kind, default: []].insert(key).inserted else {
                throw DeltaProtocolError(
                    .reconcilingActions, "the commit holds two \(kind) of one path"
                ).at(path: path)
            }
            guard files.insert(FileKey(path: key, vector: vector?.uniqueID)).inserted else {
                throw DeltaProtocolError(
                    .reconcilingActions, "the commit adds and removes the same file"
                ).at(path: path)
            }
        }
    }
}

/// What tells logical files apart: the decoded path and the deletion vector.
package struct FileKey: Hashable, Sendable {
    /// As `DataPath.key` gives it.
    package let path: String
    /// `DeletionVectorDescriptor.uniqueID`; nil where no rows are deleted.
    package let vector: String?

    package init(path: String, vector: String? = nil) {
        self.path = path
        self.vector = vector
    }
}
