// Which rows of a data file are deleted, by reference (PROTOCOL.md, *Deletion Vector Descriptor
// Schema*). `DeletionVector` finds the vector itself.

/// A reference to the deletion vector of a logical file.
package struct DeletionVectorDescriptor: Hashable, Sendable {
    /// `u` (relative, by UUID), `i` (inline) or `p` (absolute path).
    package var storageType: String
    package var pathOrInlineDV: String
    /// Where the vector starts in its file, in bytes; nil when it is inline.
    package var offset: Int32?
    package var sizeInBytes: Int32
    /// How many rows are deleted.
    package var cardinality: Int64

    package init(
        storageType: String, pathOrInlineDV: String, offset: Int32?, sizeInBytes: Int32,
        cardinality: Int64
    ) {
        self.storageType = storageType
        self.pathOrInlineDV = pathOrInlineDV
        self.offset = offset
        self.sizeInBytes = sizeInBytes
        self.cardinality = cardinality
    }

    /// Tells vectors apart; together with the path it is the key of a logical file.
    package var uniqueID: String {
        offset.map { "\(storageType)\(pathOrInlineDV)@\($0)" } ?? storageType + pathOrInlineDV
    }
}
