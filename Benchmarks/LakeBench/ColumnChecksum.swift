// A checksum a column over every value, as Benchmarks/peers/checksums.py has it.

import Columnar

/// The sum of some values of a column, modulo 2 to the 64.
struct ColumnChecksum {
    private(set) var total: UInt64 = 0

    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    var text: String {
        let digits = String(total, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    mutating func add(_ word: UInt64) {
        let mixed = word &* Self.factor
        total &+= mixed ^ (mixed >> 32)
    }

    mutating func add(text: RawSpan) {
        text.withUnsafeBytes { bytes in
            for (place, byte) in bytes.enumerated() {
                total &+= (UInt64(byte) + 1) &* UInt64(2 * place + 1)
            }
            total &+= UInt64(bytes.count) &* 31
        }
    }

    mutating func add(_ column: ColumnArray) throws {
        let flat = column.flattened()
        let rows = (0..<flat.count).lazy.filter { !flat.isNull($0) }
        switch flat.storage {
        case .int32(let values): for row in rows { add(word(values[row])) }
        case .int64(let values): for row in rows { add(word(values[row])) }
        case .float64(let values): for row in rows { add(values[row].bitPattern) }
        case .views(let views): for row in rows { add(text: views.bytes(at: row)) }
        default: throw FileFailure("sum up", "a column of \(column.type)")
        }
    }

    private func word<Value: BinaryInteger>(_ value: Value) -> UInt64 {
        UInt64(truncatingIfNeeded: value)
    }

    /// The rows of `batches` and the checksums of their columns, as facts of an answer.
    static func facts(_ batches: [RecordBatch]) throws -> [(String, String)] {
        let rows = batches.reduce(0) { $0 + $1.count }
        guard let schema = batches.first?.schema else { return [("rows", "0")] }
        let sums = try schema.fields.indices.map { index in
            var sum = ColumnChecksum()
            for batch in batches { try sum.add(batch.columns[index]) }
            return "\"\(schema[index].name)\":\"\(sum.text)\""
        }
        return [("rows", "\(rows)"), ("checksums", "{\(sums.joined(separator: ","))}")]
    }
}
