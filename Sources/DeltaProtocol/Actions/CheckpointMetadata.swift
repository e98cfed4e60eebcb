// What marks a V2 checkpoint (PROTOCOL.md, *Checkpoint Metadata*).

/// The `checkpointMetadata` action.
package struct CheckpointMetadata: Hashable, Sendable {
    package var version: Int64
    package var tags: [String: String]?

    package init(version: Int64, tags: [String: String]? = nil) {
        self.version = version
        self.tags = tags
    }
}
