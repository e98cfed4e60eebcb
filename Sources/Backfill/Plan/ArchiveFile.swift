/// A file of an archive as it was when the job was planned.
public struct ArchiveFile: Hashable, Sendable {
    /// Below the archive's root.
    public let path: String
    /// Bytes.
    public let size: Int64
    /// Names the file's content; another one whenever the file is replaced.
    public let etag: String

    public init(path: String, size: Int64, etag: String) {
        self.path = path
        self.size = size
        self.etag = etag
    }
}
