// One file action in a snapshot, in 56 bytes: a table has millions. Texts lie in shared blocks,
// partitions are numbered, and what few files have lies beside.

import DeltaProtocol

/// Where a text lies among the blocks of `TextBlocks`.
struct TextRange: Sendable {
    var block: UInt32
    var offset: UInt32
    var length: UInt32

    /// No text at all, unlike an empty one.
    static let none = TextRange(block: 0, offset: 0, length: .max)

    var isNone: Bool { length == .max }
}

/// A file that is in the table, or the tombstone of one that is not.
struct FileRecord: Sendable {
    /// As the log writes it.
    var path: TextRange
    var stats: TextRange
    /// Bytes; -1 where the log does not say.
    var size: Int64
    /// Modification of an add, deletion of a remove, in ms since the epoch; `noTime` if unknown.
    var time: Int64
    /// The number of the partition, or `noPartition`.
    var partition: UInt32
    /// The number of the extra, or -1.
    var extra: Int32
    var isAdd: Bool
    var dataChange: Bool

    static let noTime = Int64.min
    static let noPartition = UInt32.max
}

/// What few file actions have.
struct FileExtra: Sendable {
    var deletionVector: DeletionVectorDescriptor?
    var tags: [String: String]?
    var baseRowID: Int64?
    var defaultRowCommitVersion: Int64?
    var clusteringProvider: String?
    var extendedFileMetadata: Bool?

    var isEmpty: Bool {
        deletionVector == nil && tags == nil && baseRowID == nil && defaultRowCommitVersion == nil
            && clusteringProvider == nil && extendedFileMetadata == nil
    }
}
