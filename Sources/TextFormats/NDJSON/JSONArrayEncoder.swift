package import BinaryIO
package import Columnar

/// Writes batches as one JSON array of objects, one object a line.
package struct JSONArrayEncoder: Sendable {
    private let rows: NDJSONEncoder
    private var isEmpty = true

    package init(schema: Schema) {
        rows = NDJSONEncoder(schema: schema)
    }

    /// The next rows, behind the opening bracket or a comma.
    package mutating func encode(_ batch: RecordBatch) -> Bytes {
        guard batch.count > 0 else { return .empty }
        var output = Array((isEmpty ? "[\n" : ",\n").utf8)
        isEmpty = false
        let separator = Array(",\n".utf8)
        rows.append(batch, separator: separator, to: &output)
        output.removeLast(separator.count)
        return Bytes(output)
    }

    /// The end of the array.
    package func finish() -> Bytes { Bytes(utf8: isEmpty ? "[]\n" : "\n]\n") }
}
