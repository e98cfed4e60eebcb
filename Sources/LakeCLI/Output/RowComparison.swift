import ArgumentParser
import Columnar
import TextFormats

/// Compares rows of two files and prints those that differ.
struct RowComparison {
    private let schema: Schema
    private let encoder: NDJSONEncoder
    private let limit: Int
    private var row = 0
    private var different = 0
    private var missing: [(sign: String, rows: Int)] = []

    init(schema: Schema, limit: Int) {
        self.schema = schema
        self.limit = limit
        encoder = NDJSONEncoder(schema: schema)
    }

    /// Compares batches of as many rows.
    mutating func compare(_ left: RecordBatch, _ right: RecordBatch) {
        for index in 0..<left.count {
            if !isEqual(left, right, index) {
                different += 1
                if different <= limit { show(left, right, index) }
            }
            row += 1
        }
    }

    /// Floats are equal where their bits are: NaN equals itself, the zeros differ.
    private func isEqual(_ left: RecordBatch, _ right: RecordBatch, _ index: Int) -> Bool {
        for column in schema.fields.indices {
            let first = left.columns[column].scalar(at: index)
            let second = right.columns[column].scalar(at: index)
            if first == second && !first.holdsZero { continue }
            if !first.isSame(as: second) { return false }
        }
        return true
    }

    private func show(_ left: RecordBatch, _ right: RecordBatch, _ index: Int) {
        StandardOutput.write("row \(row)\n< ")
        StandardOutput.write(encoder.encode(left.slice(index..<(index + 1))))
        StandardOutput.write("> ")
        StandardOutput.write(encoder.encode(right.slice(index..<(index + 1))))
    }

    /// Rows that only one file has: "<" the first, ">" the second.
    mutating func missing(_ rows: Int, sign: String) {
        missing.append((sign, rows))
    }

    /// Says how the comparison ended; throws the exit code where the files differ.
    func finish() throws {
        for sign in ["<", ">"] {
            let rows = missing.reduce(0) { $0 + ($1.sign == sign ? $1.rows : 0) }
            if rows > 0 { StandardOutput.write("\(sign) \(rows) more rows\n") }
        }
        guard different > 0 || !missing.isEmpty else {
            StandardError.write("Equal: \(ProgressLine.grouped(Int64(row))) rows.\n")
            return
        }
        StandardError.write(
            "Different: \(different) of \(ProgressLine.grouped(Int64(row))) rows.\n")
        throw ExitCode(ExitCodes.error.rawValue)
    }
}

extension Scalar {
    /// Whether it is, or may hold, a floating-point zero, whose sign equality leaves out.
    fileprivate var holdsZero: Bool {
        switch self {
        case .float32(let value): value == 0
        case .float64(let value): value == 0
        case .list, .struct, .map: true
        default: false
        }
    }

    /// Whether the values are the same bit for bit.
    fileprivate func isSame(as other: Scalar) -> Bool {
        switch (self, other) {
        case (.float32(let a), .float32(let b)): a.bitPattern == b.bitPattern
        case (.float64(let a), .float64(let b)): a.bitPattern == b.bitPattern
        case (.list(let a), .list(let b)), (.struct(let a), .struct(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
        case (.map(let a, let b), .map(let c, let d)):
            a.count == c.count && b.count == d.count
                && zip(a + b, c + d).allSatisfy { $0.isSame(as: $1) }
        default: self == other
        }
    }
}
