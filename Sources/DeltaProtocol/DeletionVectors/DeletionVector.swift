// From a descriptor to where its vector is, and from the vector's bytes to rows that agree with the
// descriptor (PROTOCOL.md, *Deletion Vectors*).

package import BinaryIO

/// Where the bytes of a deletion vector are.
package enum DeletionVector: Hashable, Sendable {
    /// In the log itself.
    case inline([UInt8])
    /// In a file of vectors; decoded, as `DataPath` gives it.
    case file(DataPath)

    /// Characters of a UUID in base 85.
    private static let uuidCharacters = 20

    /// - Throws: `corruptAction`, `invalidPath` and `limitExceeded` for descriptors that name no
    ///   vector.
    package init(_ descriptor: DeletionVectorDescriptor) throws(DeltaProtocolError) {
        try Self.checkSize(descriptor)
        let text = descriptor.pathOrInlineDV
        switch descriptor.storageType {
        case "i":
            self = .inline(
                try Base85.decode(text, byteCount: Int(descriptor.sizeInBytes)))
        case "p": self = .file(try DataPath(parsing: text))
        case "u":
            guard text.utf8.count >= Self.uuidCharacters else {
                throw DeltaProtocolError(
                    .corruptAction, "a deletion vector is named by \"\(text)\", which is no UUID")
            }
            let bytes = try Base85.decode(text.suffix(Self.uuidCharacters), byteCount: 16)
            let prefix = String(text.dropLast(Self.uuidCharacters))
            self = .file(
                try DataPath(
                    parsing: PercentEncoding.encode(path: Self.key(uuid: bytes, prefix: prefix))))
        default:
            throw DeltaProtocolError(
                .corruptAction,
                "a deletion vector has the storage type \"\(descriptor.storageType)\"; \"u\", "
                    + "\"i\" and \"p\" are known")
        }
    }

    /// The rows that a vector of `descriptor` deletes.
    ///
    /// - Throws: `corruptAction` where the bytes are no vector, or one of another cardinality.
    package static func rows(
        _ bytes: Bytes, of descriptor: DeletionVectorDescriptor
    ) throws(DeltaProtocolError) -> RowBitmap {
        let rows = try RowBitmap(portable: bytes)
        guard rows.cardinality == descriptor.cardinality else {
            throw DeltaProtocolError(
                .corruptAction,
                "a deletion vector is said to delete \(descriptor.cardinality) rows and deletes "
                    + "\(rows.cardinality)")
        }
        return rows
    }

    static func checkSize(_ descriptor: DeletionVectorDescriptor) throws(DeltaProtocolError) {
        guard descriptor.sizeInBytes >= 0, descriptor.cardinality >= 0 else {
            throw DeltaProtocolError(
                .corruptAction,
                "a deletion vector has \(descriptor.sizeInBytes) bytes and "
                    + "\(descriptor.cardinality) rows")
        }
        guard Int(descriptor.sizeInBytes) <= DeltaProtocolLimits.deletionVectorBytesMax else {
            throw DeltaProtocolError(
                .limitExceeded,
                "a deletion vector has \(descriptor.sizeInBytes) bytes, more than "
                    + "\(DeltaProtocolLimits.deletionVectorBytesMax)")
        }
    }

    /// The file of a UUID, relative to the table.
    private static func key(uuid: [UInt8], prefix: String) -> String {
        var name = "deletion_vector_"
        for (index, byte) in uuid.enumerated() {
            if [4, 6, 8, 10].contains(index) { name += "-" }
            name += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return (prefix.isEmpty ? "" : prefix + "/") + name + ".bin"
    }
}

extension DataPath {
    /// The files that a logical file is made of: its data file, and the file that its deletion
    /// vector is in.
    package static func files(
        of path: String, _ vector: DeletionVectorDescriptor?
    ) throws(DeltaProtocolError) -> [DataPath] {
        let data = try DataPath(parsing: path)
        guard let vector, vector.storageType != "i",
            case .file(let file) = try DeletionVector(vector)
        else { return [data] }
        return [data, file]
    }
}

extension DeletionVectorDescriptor {
    /// The descriptor of a vector that stands in the log itself.
    package init(inline rows: RowBitmap) {
        let bytes = rows.portable.array()
        self.init(
            storageType: "i", pathOrInlineDV: Base85.encode(bytes), offset: nil,
            sizeInBytes: Int32(bytes.count), cardinality: rows.cardinality)
    }

    /// The descriptor of a vector in the file `deletion_vector_<uuid>.bin` at the table's root.
    ///
    /// - Parameter uuid: in its canonical text, 32 hexadecimal digits with hyphens.
    package init(
        uuid: String, place: DeletionVectorFile.Place, rows: RowBitmap
    ) throws(DeltaProtocolError) {
        let digits = uuid.filter { $0 != "-" }.compactMap(\.hexDigitValue)
        guard digits.count == 32 else {
            throw DeltaProtocolError(.corruptAction, "\"\(uuid)\" is no UUID")
        }
        let bytes = stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        self.init(
            storageType: "u", pathOrInlineDV: Base85.encode(bytes), offset: place.offset,
            sizeInBytes: place.sizeInBytes, cardinality: rows.cardinality)
    }
}
