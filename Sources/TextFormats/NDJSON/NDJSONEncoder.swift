// Batches into lines of JSON objects, columns in the schema's order, null as an explicit `null`.

package import BinaryIO
package import Columnar

/// Writes batches as newline-delimited JSON.
///
/// Integers and decimals are JSON numbers with all their digits; floats are shortest, NaN and the
/// infinities are strings; binary is Base64; dates are `YYYY-MM-DD`, timestamps have six fraction
/// digits and a `Z`, timestamps without a zone the same without it; a map is an array of
/// `{"key": …, "value": …}`.
package struct NDJSONEncoder: Sendable {
    private let keys: [[UInt8]]

    package init(schema: Schema) {
        keys = RowPrefix.keys(schema.names)
    }

    /// One line a row, each with its line end.
    ///
    /// - Precondition: `batch` has the schema's columns.
    /// - Complexity: O(bytes written); a dictionary's values are formatted once each.
    package func encode(_ batch: RecordBatch) -> Bytes {
        var output: [UInt8] = []
        append(batch, separator: [UInt8(ascii: "\n")], to: &output)
        return Bytes(output)
    }

    /// Appends the objects of `batch`, each followed by `separator`.
    func append(_ batch: RecordBatch, separator: [UInt8], to output: inout [UInt8]) {
        precondition(batch.columns.count == keys.count, "a batch of another schema")
        let renderer = ColumnRenderer(style: .json)
        let columns = batch.columns.map { renderer.render($0) }
        let size = columns.reduce(0) { $0 + $1.bytes.count }
        output.reserveCapacity(output.count + size + batch.count * keys.reduce(3) { $0 + $1.count })
        for row in 0..<batch.count {
            output.append(UInt8(ascii: "{"))
            for position in columns.indices {
                output.append(contentsOf: keys[position])
                output.append(valueOf: columns[position], row: row)
            }
            output.append(UInt8(ascii: "}"))
            output.append(contentsOf: separator)
        }
    }
}
