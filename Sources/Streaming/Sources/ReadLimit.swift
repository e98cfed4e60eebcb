/// How much one batch may take from a source. At least one file or line is always taken.
public struct ReadLimit: Sendable, Hashable {
    /// Files at most; nil for no limit.
    public var filesMax: Int?
    /// Bytes at most, as they lie in the source; nil for no limit.
    public var bytesMax: Int?

    public init(filesMax: Int?, bytesMax: Int?) {
        self.filesMax = filesMax
        self.bytesMax = bytesMax
    }

    /// The limits of a stream that was given none.
    public static let standard = ReadLimit(
        filesMax: StreamingLimits.filesPerTrigger, bytesMax: StreamingLimits.bytesPerTrigger)

    /// Everything.
    public static let unlimited = ReadLimit(filesMax: nil, bytesMax: nil)

    /// Whether a batch that holds `files` with `bytes` may take another file of `size` bytes.
    func admits(size: Int, after files: Int, bytes: Int) -> Bool {
        if files == 0 { return true }
        if let filesMax, files >= filesMax { return false }
        if let bytesMax, bytes > bytesMax - Swift.min(size, bytesMax) { return false }
        return true
    }
}
