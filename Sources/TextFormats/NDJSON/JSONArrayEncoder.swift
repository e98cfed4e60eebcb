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
        var output = ByteWriter()
        output.append(Bytes(utf8: isEmpty ? "[\n" : ",\n"))
        isEmpty = false
        let separator = ",\n"
        let objects = rows.encode(batch, separator: separator)
        output.append(objects[0..<(objects.count - separator.utf8.count)])
        return output.finish()
    }

    /// The end of the array.
    package func finish() -> Bytes { Bytes(utf8: isEmpty ? "[]\n" : "\n]\n") }
}
