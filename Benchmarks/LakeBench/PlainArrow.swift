// Columns as engines without views or dictionaries want them: strings one behind the other.

import BinaryIO
import Columnar

/// A batch in plain Arrow layout.
struct PlainArrow: Sendable {
    enum Column: Sendable {
        /// Of a fixed width: as it is.
        case fixed(ColumnArray)
        case text(offsets: TypedBuffer<Int32>, bytes: Bytes)
    }

    let schema: Schema
    let count: Int
    let columns: [Column]

    init(_ batch: RecordBatch) throws {
        schema = batch.schema
        count = batch.count
        columns = try batch.columns.map(Self.plain)
    }

    private static func plain(_ column: ColumnArray) throws -> Column {
        let found: (offsets: TypedBuffer<Int32>, bytes: Bytes)?
        switch column.storage {
        case .views(let views): found = views.contiguous()
        case .dictionary(let indices, let values):
            guard case .views(let views) = values.storage else {
                return .fixed(column.flattened())
            }
            found = views.contiguous(at: indices)
        default: return .fixed(column)
        }
        guard let found else { throw FileFailure("flatten", "a batch of over 2 GiB") }
        return .text(offsets: found.offsets, bytes: found.bytes)
    }

    static func all(_ batches: [RecordBatch]) async throws -> [PlainArrow] {
        try await withThrowingTaskGroup(of: (Int, PlainArrow).self) { group in
            for (index, batch) in batches.enumerated() {
                group.addTask { (index, try PlainArrow(batch)) }
            }
            let plain = try await group.reduce(into: []) { $0.append($1) }
            return plain.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// As `ColumnChecksum.facts`, of what lies one behind the other.
    static func facts(_ batches: [PlainArrow]) throws -> [(String, String)] {
        let rows = batches.reduce(0) { $0 + $1.count }
        guard let schema = batches.first?.schema else { return [("rows", "0")] }
        let sums = try schema.fields.indices.map { index in
            var sum = ColumnChecksum()
            for batch in batches {
                switch batch.columns[index] {
                case .fixed(let column): try sum.add(column)
                case .text(let offsets, let bytes):
                    for row in 0..<batch.count {
                        let range = Int(offsets[row])..<Int(offsets[row + 1])
                        sum.add(text: bytes[range].span)
                    }
                }
            }
            return "\"\(schema[index].name)\":\"\(sum.text)\""
        }
        return [("rows", "\(rows)"), ("checksums", "{\(sums.joined(separator: ","))}")]
    }
}
