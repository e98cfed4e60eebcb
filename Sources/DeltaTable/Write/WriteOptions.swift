/// How data files are written.
public struct WriteOptions: Sendable {
    /// How the pages of data files are compressed.
    public enum Compression: String, Sendable, CaseIterable {
        case zstd
        case snappy
        case uncompressed
    }

    /// About how many bytes of values a file gets before the next one is begun.
    public var targetFileBytes = 256 << 20
    /// The bytes of values that a writer holds before it writes some of them out.
    public var bufferBytesMax = 256 << 20
    public var compression: Compression = .zstd

    public init() {}
}
