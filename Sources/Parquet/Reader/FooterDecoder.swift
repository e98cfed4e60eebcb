// The frame of a file: "PAR1", pages, the footer, its length in four bytes, "PAR1".

public import BinaryIO

/// Finds and reads the footer, given the end of a file.
public enum FooterDecoder {
    /// How many bytes of the end of a file to read first: most footers are smaller. They grow with
    /// the row groups, so that of a larger file more is read.
    public static func tailBytes(ofFileOf fileBytes: Int) -> Int {
        min(max(64 << 10, fileBytes >> 10), 1 << 20)
    }
    /// Bytes behind the footer: its length and the magic number.
    static let trailerBytes = 8
    static let magic = Bytes(utf8: "PAR1")
    static let encryptedMagic = Bytes(utf8: "PARE")

    /// What came of the bytes that were given.
    public enum Outcome: Sendable {
        /// The footer starts before the bytes given: read this range of the file and try again.
        case needs(Range<Int>)
        case footer(ParquetFooter)
    }

    /// - Parameters:
    ///   - tail: the last bytes of the file, as many as the caller likes.
    ///   - fileBytes: the length of the file.
    /// - Complexity: O(footer).
    public static func decode(
        tail: Bytes, fileBytes: Int, limits: ParquetLimits = ParquetLimits()
    ) throws(ParquetError) -> Outcome {
        guard fileBytes >= magic.count + trailerBytes else {
            throw ParquetError(
                .notParquet, "a file of \(fileBytes) bytes is too short to be Parquet")
        }
        guard tail.count >= trailerBytes else {
            return .needs((fileBytes - min(fileBytes, tailBytes(ofFileOf: fileBytes)))..<fileBytes)
        }
        let ending = tail[(tail.count - magic.count)..<tail.count]
        if ending == encryptedMagic {
            throw ParquetError(
                .encrypted, "the footer is encrypted; encrypted files are not read here")
        }
        guard ending == magic else {
            throw ParquetError(
                .notParquet,
                "the file does not end with PAR1: it is not Parquet, or was cut off")
        }
        var reader = ByteReader(tail, offset: tail.count - trailerBytes)
        let length = Int((try? reader.readUInt32()) ?? 0)
        guard length > 0, length <= fileBytes - magic.count - trailerBytes else {
            throw ParquetError(
                .corrupt, "the footer claims \(length) bytes in a file of \(fileBytes)")
        }
        guard length <= limits.footerBytesMax else {
            throw ParquetError(
                .limitExceeded,
                "a footer of \(length) bytes, \(limits.footerBytesMax) are allowed")
        }
        guard let footer = tail.slice(tail.count - trailerBytes - length, length) else {
            return .needs((fileBytes - trailerBytes - length)..<fileBytes)
        }
        return .footer(
            try decode(
                footer: footer, dataBytes: fileBytes - trailerBytes - length, limits: limits))
    }

    /// - Parameter dataBytes: the length of the file before the footer.
    private static func decode(
        footer: Bytes, dataBytes: Int, limits: ParquetLimits
    ) throws(ParquetError) -> ParquetFooter {
        let metaData: FileMetaData
        do {
            var reader = CompactProtocolReader(footer)
            metaData = try FileMetaData(from: &reader)
        } catch {
            throw ParquetError(
                .corrupt, "the footer is damaged: \(error.message)",
                offset: dataBytes + error.offset)
        }
        return try ParquetFooter(metaData: metaData, dataBytes: dataBytes, limits: limits)
    }
}
