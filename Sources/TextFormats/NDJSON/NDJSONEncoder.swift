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
    private let prefixes: [[UInt8]]

    package init(schema: Schema) {
        var prefixes = RowPrefix.keys(schema.names)
        if !prefixes.isEmpty { prefixes[0].insert(UInt8(ascii: "{"), at: 0) }
        self.prefixes = prefixes
    }

    /// One line a row, each with its line end.
    ///
    /// - Precondition: `batch` has the schema's columns.
    /// - Complexity: O(bytes written); a dictionary's values are formatted once each.
    package func encode(_ batch: RecordBatch) -> Bytes {
        encode(batch, separator: "\n")
    }

    /// The objects of `batch`, each followed by `separator`.
    func encode(_ batch: RecordBatch, separator: String) -> Bytes {
        let renderer = ColumnRenderer(style: .json)
        let joiner = RowJoiner(
            prefixes: prefixes, suffix: Array(((prefixes.isEmpty ? "{}" : "}") + separator).utf8),
            nullText: ColumnRenderer.nullText)
        return joiner.join(batch.columns.map { renderer.render($0) }, count: batch.count)
    }
}
