// Deletion vectors in files (PROTOCOL.md, *Deletion Vector File Storage Format*): a version byte,
// then for each vector its size, its bytes and their CRC-32, the two numbers big-endian.

package import BinaryIO

/// Blocks of a file of deletion vectors.
package enum DeletionVectorFile {
    /// The first byte of every file.
    package static let version: UInt8 = 1
    /// Bytes before a vector: its size.
    private static let sizeBytes = 4
    /// Bytes behind a vector: its checksum.
    private static let checksumBytes = 4

    /// Where the block of a vector lies in its file.
    ///
    /// - Throws: `corruptAction` for a negative offset or size, `limitExceeded` for a vector beyond
    ///   `DeltaProtocolLimits.deletionVectorBytesMax`.
    package static func blockRange(
        _ descriptor: DeletionVectorDescriptor
    ) throws(DeltaProtocolError) -> Range<Int> {
        try DeletionVector.checkSize(descriptor)
        let start = Int(descriptor.offset ?? 0)
        guard start >= 0 else {
            throw DeltaProtocolError(
                .corruptAction, "a deletion vector is said to start at byte \(start)")
        }
        return start..<(start + sizeBytes + Int(descriptor.sizeInBytes) + checksumBytes)
    }

    /// The bytes of a vector.
    ///
    /// - Parameters:
    ///   - block: the bytes of the file at `blockRange(_:)`.
    ///   - fileVersion: the first byte of the file.
    /// - Throws: `corruptAction` where version, size or checksum are not what they must be.
    package static func vector(
        inBlock block: Bytes, fileVersion: UInt8, of descriptor: DeletionVectorDescriptor
    ) throws(DeltaProtocolError) -> Bytes {
        guard fileVersion == version else {
            throw DeltaProtocolError(
                .corruptAction,
                "a file of deletion vectors has the version \(fileVersion); only \(version) is "
                    + "known")
        }
        let size = Int(descriptor.sizeInBytes)
        guard let vector = block.slice(sizeBytes, size),
            let checksum = block.slice(sizeBytes + size, checksumBytes)
        else {
            throw DeltaProtocolError(
                .corruptAction, "a file of deletion vectors ends within a vector")
        }
        let stored = bigEndian(block.slice(0, sizeBytes) ?? .empty)
        guard stored == UInt32(size) else {
            throw DeltaProtocolError(
                .corruptAction,
                "a deletion vector of \(size) bytes has \(stored) bytes in its file")
        }
        guard bigEndian(checksum) == CRC32.checksum(vector) else {
            throw DeltaProtocolError(
                .corruptAction, "the checksum of a deletion vector is not that of its bytes")
        }
        return vector
    }

    /// A file of these vectors, and where each starts.
    package static func encode(_ vectors: [RowBitmap]) -> (bytes: Bytes, places: [Place]) {
        var writer = ByteWriter()
        writer.append(version)
        var places: [Place] = []
        for vector in vectors {
            let bytes = vector.portable
            places.append(Place(offset: Int32(writer.count), sizeInBytes: Int32(bytes.count)))
            writer.append(UInt32(bytes.count).byteSwapped)
            writer.append(bytes)
            writer.append(CRC32.checksum(bytes).byteSwapped)
        }
        return (writer.finish(), places)
    }

    /// What a descriptor says about the place of its vector.
    package struct Place: Hashable, Sendable {
        package let offset: Int32
        package let sizeInBytes: Int32
    }

    private static func bigEndian(_ bytes: Bytes) -> UInt32 {
        bytes.array().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
