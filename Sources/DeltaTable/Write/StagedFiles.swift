package import DeltaProtocol

/// Data files that are durable and that nothing refers to yet: the first half of a write.
///
/// Either a commit names them, or `TableWriter.discard` removes them, or vacuum does, later.
package struct StagedFiles: Sendable {
    package var adds: [AddFile]
    package var rowCount: Int64
    /// Bytes of the files.
    package var byteCount: Int64

    package init(adds: [AddFile] = [], rowCount: Int64 = 0, byteCount: Int64 = 0) {
        self.adds = adds
        self.rowCount = rowCount
        self.byteCount = byteCount
    }
}
