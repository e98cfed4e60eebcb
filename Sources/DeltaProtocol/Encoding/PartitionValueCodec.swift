// Partition values between the texts of the log and typed values (PROTOCOL.md, *Partition Value
// Serialization*). We write timestamps in ISO 8601 with their zone; texts without one are UTC.

package import Columnar

/// Partition values from and to the texts of the log.
package enum PartitionValueCodec {
    /// The value of a column; nil and the empty text are null.
    ///
    /// - Throws: `invalidPartitionValue` where the text is not of the type.
    package static func decode(
        _ text: String?, type: DataType, column: String
    ) throws(DeltaProtocolError) -> Scalar {
        guard let text, !text.isEmpty else { return .null }
        guard let value = value(text, type) else {
            throw DeltaProtocolError(
                .invalidPartitionValue, "\"\(text)\" is not a partition value of type \(type)"
            ).at(column: column)
        }
        return value
    }

    private static func value(_ text: String, _ type: DataType) -> Scalar? {
        switch type {
        case .string: return .string(text)
        case .boolean:
            switch text.lowercased() {
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default: return nil
            }
        case .int8: return Int8(text).map { .int8($0) }
        case .int16: return Int16(text).map { .int16($0) }
        case .int32: return Int32(text).map { .int32($0) }
        case .int64: return Int64(text).map { .int64($0) }
        case .float32: return floating(text).map { .float32(Float($0)) }
        case .float64: return floating(text).map { .float64($0) }
        case .decimal(let decimal):
            return DecimalText.unscaled(text, decimal).map { .decimal($0, decimal) }
        case .date: return TimestampText.days(of: text).map { .date($0) }
        case .timestamp: return TimestampText.microseconds(of: text).map { .timestamp($0) }
        case .timestampNTZ: return TimestampText.microseconds(of: text).map { .timestampNTZ($0) }
        case .binary: return .binary(Array(text.utf8))
        case .null, .struct, .list, .map: return nil
        }
    }

    /// Spark's spellings of the values without digits, besides decimal and exponent notation.
    private static func floating(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default:
            text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
                ? Double(text) : nil
        }
    }

    /// The text of a value; nil for null, and for an empty string, which Delta cannot tell from it.
    ///
    /// - Throws: `invalidPartitionValue` for a nested value, and for bytes that are not UTF-8.
    package static func encode(
        _ value: Scalar, column: String
    ) throws(DeltaProtocolError) -> String? {
        switch value {
        case .null: return nil
        case .boolean(let value): return value ? "true" : "false"
        case .int8(let value): return String(value)
        case .int16(let value): return String(value)
        case .int32(let value): return String(value)
        case .int64(let value): return String(value)
        case .float32(let value): return spelling(Double(value), value.description)
        case .float64(let value): return spelling(value, value.description)
        case .decimal(let unscaled, let type): return DecimalText.text(unscaled, type)
        case .string(let text): return text.isEmpty ? nil : text
        case .binary(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw DeltaProtocolError(
                    .invalidPartitionValue,
                    "a binary partition value must be UTF-8 text to be written into the log"
                ).at(column: column)
            }
            return text.isEmpty ? nil : text
        case .date(let days): return TimestampText.date(days: days)
        case .timestamp(let microseconds): return TimestampText.utc(microseconds: microseconds)
        case .timestampNTZ(let microseconds):
            return TimestampText.local(microseconds: microseconds)
        case .list, .struct, .map:
            throw DeltaProtocolError(
                .invalidPartitionValue, "a nested value cannot be a partition value"
            ).at(column: column)
        }
    }

    private static func spelling(_ value: Double, _ digits: String) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return digits
    }
}
