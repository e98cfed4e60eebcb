// Every bound of this module, with its unit in its name.

/// The limits and defaults of streams.
public enum StreamingLimits {
    /// Bytes of text that are decoded as one piece.
    public static let chunkBytes = 2 << 20
    /// Bytes of the longest line; a longer one is a bad record.
    public static let lineBytesMax = 64 << 20
    /// Files that one batch takes from a folder, unless the user says otherwise.
    public static let filesPerTrigger = 1000
    /// Bytes that one batch takes from a source, unless the user says otherwise: what a stream that
    /// has fallen behind holds in memory, about three times over while it writes.
    public static let bytesPerTrigger = 256 << 20
    /// Batches whose offsets and commits a checkpoint keeps, as in Spark.
    public static let batchesRetained = 100
    /// Entries of a seen-files log between compactions, as in Spark.
    public static let compactionInterval: Int64 = 10
    /// Commits of a table's history that are searched for a batch.
    package static let historySearched = 1000
    /// The first wait of a stream that has found nothing to do; it doubles.
    public static let pollDelayMin = Duration.milliseconds(10)
    /// The longest wait of a stream that has found nothing to do.
    public static let pollDelayMax = Duration.milliseconds(100)
    /// How often a stream that waits says so.
    public static let idleProgressInterval = Duration.seconds(10)
    /// Progress reports that are kept in memory, as in Spark.
    public static let recentProgressCount = 100
    /// Bytes of a sample for schema inference.
    public static let sampleBytes = 4 << 20
    /// Bytes of a configuration file.
    public static let configurationBytesMax = 1 << 20
    /// Mappings and lists within each other in a configuration file.
    public static let configurationDepthMax = 32
    /// Bytes of a bad record that are kept.
    public static let badRecordBytesMax = 64 << 10
    /// Bytes at the start of a tailed file that tell it from another with its inode.
    public static let fingerprintBytes = 256
    /// How long a rotated file must not have grown before it counts as finished.
    public static let rotationGrace = Duration.seconds(1)
    /// Bytes of standard input that are held before they are taken by a batch.
    public static let inputBufferBytesMax = 64 << 20
    /// Bytes that one read of standard input takes at most.
    public static let inputReadBytes = 1 << 20
    /// How long one read of standard input waits before it looks whether it is still wanted.
    public static let inputReadTimeout = Duration.milliseconds(200)
}
