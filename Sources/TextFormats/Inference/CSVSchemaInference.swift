// A schema from a sample of CSV records.

package import BinaryIO
package import Columnar
import JSONCodec

/// Infers the schema of a CSV file from its first bytes.
package enum CSVSchemaInference {
    /// Columns in the header's order, or `_c0`, `_c1`, … where there is none, as in Spark.
    ///
    /// - Parameter sample: the file's first bytes; with `isWhole` false the last record, which
    ///   may be cut, is left out.
    /// - Throws: `.malformed` where there is no header; `.headerMismatch` for a name that stands
    ///   twice; `.limitExceeded`.
    package static func schema(
        ofSample sample: Bytes, isWhole: Bool, options: CSVOptions = CSVOptions()
    ) throws(TextFormatError) -> Schema {
        let block = sample.withoutByteOrderMark
        let records = CSVScanner(options).scan(block.span, isLast: isWhole)
        let unescaped = Bytes(records.unescaped)
        let text = CellText(input: block.span, unescaped: unescaped.span)
        guard let first = records.records.first, first.defect == nil else {
            throw TextFormatError(
                .malformed, "there is no CSV record to infer a schema from; give a schema",
                position: .start)
        }
        guard first.fieldCount <= options.limits.inferredColumnsMax else {
            throw TextFormatError(
                .limitExceeded,
                "the file has \(first.fieldCount) columns, the limit is "
                    + "\(options.limits.inferredColumnsMax)")
        }
        var names: [String] = []
        for number in 0..<first.fieldCount {
            let cell = records.fields[first.firstField + number]
            guard case .present = options.header else {
                names.append("_c\(number)")
                continue
            }
            names.append(JSONText(text.bytes(cell)).string())
        }
        try checkNames(names)
        let skipped = if case .present = options.header { 1 } else { 0 }
        var types = [InferredType](repeating: InferredType(), count: names.count)
        for record in records.records.dropFirst(skipped)
        where record.defect == nil && record.fieldCount == names.count {
            for number in names.indices {
                let cell = records.fields[record.firstField + number]
                if cell.kind == .null { continue }
                types[number].kinds.insert(TextClassifier.bare(text.octets(cell)))
            }
        }
        return Schema(zip(names, types).map { Field($0, $1.resolved) })
    }

    private static func checkNames(_ names: [String]) throws(TextFormatError) {
        var seen: Set<String> = []
        for (number, name) in names.enumerated() {
            guard !name.isEmpty else {
                throw TextFormatError(
                    .headerMismatch,
                    "column \(number + 1) of the header has no name; give a schema",
                    position: .start)
            }
            guard seen.insert(name).inserted else {
                throw TextFormatError(
                    .headerMismatch, "the header has column \(name) twice", position: .start)
            }
        }
    }
}
