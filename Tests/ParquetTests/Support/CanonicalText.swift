// The canonical text of values, as tools/interop/parquet_canonical.py makes it from Arrow.

import BinaryIO
import Columnar

enum CanonicalText {
    static func of(_ scalar: Scalar) -> String {
        switch scalar {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .int8(let value): return "\(value)"
        case .int16(let value): return "\(value)"
        case .int32(let value): return "\(value)"
        case .int64(let value): return "\(value)"
        case .decimal(let value, _): return "\(value)"
        case .float32(let value): return "f" + hex(UInt64(value.bitPattern), digits: 8)
        case .float64(let value): return "g" + hex(value.bitPattern, digits: 16)
        case .string(let text): return "s\(text.utf8.count):\(text)"
        case .binary(let bytes): return "x" + bytes.map { hex(UInt64($0), digits: 2) }.joined()
        case .date(let days): return "D\(days)"
        case .timestamp(let micros), .timestampNTZ(let micros): return "T\(micros)"
        case .list(let elements): return "[" + elements.map(of).joined(separator: ",") + "]"
        case .struct(let members): return "{" + members.map(of).joined(separator: ",") + "}"
        case .map(let keys, let values):
            let entries = zip(keys, values).map { of($0) + "=" + of($1) }
            return "<" + entries.joined(separator: ",") + ">"
        }
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The CRC-32 of the lines of all rows, in hexadecimal.
    static func digest(_ columns: [ColumnArray]) -> String {
        var crc: UInt32 = 0
        for column in columns {
            for row in 0..<column.count {
                let line = Bytes(utf8: of(column.scalar(at: row)) + "\n")
                crc = CRC32.checksum(line.span, continuing: crc)
            }
        }
        return hex(UInt64(crc), digits: 8)
    }
}
