import BinaryIO
import Columnar
import TextFormats

/// Bounds of statistics as text, each in the form that its type has in JSON lines.
enum BoundText {
    static func scalar(_ bound: Scalar?) -> Scalar {
        guard let bound else { return .null }
        return .string(text(bound))
    }

    private static func text(_ bound: Scalar) -> String {
        switch bound {
        case .string(let text): return text
        case .boolean(let value): return "\(value)"
        case .int8(let value): return "\(value)"
        case .int16(let value): return "\(value)"
        case .int32(let value): return "\(value)"
        case .int64(let value): return "\(value)"
        case .float32(let value): return "\(value)"
        case .float64(let value): return "\(value)"
        case .binary(let bytes): return hexadecimal(bytes)
        case .decimal(_, let type): return json(bound, .decimal(type))
        case .date: return json(bound, .date)
        case .timestamp: return json(bound, .timestamp)
        case .timestampNTZ: return json(bound, .timestampNTZ)
        case .null, .list, .struct, .map: return ""
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The value of a JSON line of one column, without quotes.
    private static func json(_ bound: Scalar, _ type: DataType) -> String {
        let schema = Schema([Field("v", type)])
        let line = NDJSONEncoder(schema: schema).encode(
            RecordBatch(scalarRows: [[bound]], schema: schema))
        let text = String(decoding: line.array(), as: UTF8.self)
        guard let colon = text.firstIndex(of: ":"), let brace = text.lastIndex(of: "}") else {
            return text
        }
        let value = text[text.index(after: colon)..<brace]
        return value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : String(value)
    }
}
