// How far memory may grow on the word of compressed input.

/// Bounds on memory that this module allocates for untrusted input.
package enum CompressionLimits {
    /// A declared size up to this many times the compressed size is allocated at once; a larger
    /// one is believed only as far as data really comes out.
    static let trustedRatio = 64
    /// Added to the trusted size, so that small inputs need no second allocation.
    static let trustedBytes = 1 << 20
    /// The largest window of a Zstandard frame, as a power of two: 128 MiB, zstd's own default.
    static let zstdWindowLogMax = 27
    /// How many bytes one step of a stream hands out at most.
    package static let streamChunkBytes = 256 << 10
}
