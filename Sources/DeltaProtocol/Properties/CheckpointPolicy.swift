/// The form in which checkpoints are written (PROTOCOL.md, *V2 Checkpoint Table Feature*).
package enum CheckpointPolicy: String, Hashable, Sendable {
    /// One Parquet file, which every engine reads.
    case classic
    /// A head that names sidecars.
    case v2
}
