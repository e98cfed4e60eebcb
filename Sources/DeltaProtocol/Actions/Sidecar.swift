// A part of a V2 checkpoint (PROTOCOL.md, *Sidecar File Information*).

/// The `sidecar` action.
package struct Sidecar: Hashable, Sendable {
    package var path: String
    package var sizeInBytes: Int64
    package var modificationTime: Int64
    package var tags: [String: String]?

    package init(
        path: String, sizeInBytes: Int64, modificationTime: Int64, tags: [String: String]? = nil
    ) {
        self.path = path
        self.sizeInBytes = sizeInBytes
        self.modificationTime = modificationTime
        self.tags = tags
    }
}
