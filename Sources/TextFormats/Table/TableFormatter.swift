// Batches as a table for people. Whatever the data holds, a value is one line of visible
// characters: control characters, line breaks and direction marks are escaped, so that a table
// cannot drive the terminal.

import BinaryIO
package import Columnar

/// Lays rows out in aligned columns: numbers to the right, everything else to the left.
package struct TableFormatter: Sendable {
    private let schema: Schema
    private let options: TableOptions
    private let isRightAligned: [Bool]

    /// The narrowest that a column is made to fit the terminal.
    private static let columnWidthMin = 8
    private static let gap = "  "

    package init(schema: Schema, options: TableOptions = TableOptions()) {
        self.schema = schema
        self.options = options
        isRightAligned = schema.fields.map(\.type.isNumber)
    }

    /// The header, a rule and one line a row, each with its line end.
    ///
    /// - Precondition: every batch has the schema's columns.
    /// - Complexity: O(values); holds all of them as text.
    package func format(_ batches: [RecordBatch]) -> String {
        let header = schema.names.map { VisibleText($0) }
        var rows: [[VisibleText?]] = []
        for batch in batches { append(batch, to: &rows) }
        let widths = columnWidths(header, rows)
        var output = ""
        write(header, widths, isHeader: true, to: &output)
        output += widths.map { String(repeating: "─", count: $0) }.joined(separator: Self.gap)
        output += "\n"
        for row in rows { write(row, widths, isHeader: false, to: &output) }
        return output
    }

    private func append(_ batch: RecordBatch, to rows: inout [[VisibleText?]]) {
        let renderer = ColumnRenderer(style: .plain)
        let columns = batch.columns.map { renderer.render($0) }
        // A character takes at most four bytes, but marks without a width may add to it.
        let bytesMax = options.columnWidthMax * 16
        for row in 0..<batch.count {
            rows.append(
                columns.map { column in
                    guard let range = column.range(row) else { return nil }
                    let shown =
                        range.lowerBound..<min(range.upperBound, range.lowerBound + bytesMax)
                    let text = String(decoding: column.bytes[shown], as: UTF8.self)
                    return VisibleText(text)
                })
        }
    }

    private func columnWidths(_ header: [VisibleText], _ rows: [[VisibleText?]]) -> [Int] {
        var widths = header.map(\.width)
        let nullWidth = VisibleText(options.nullText).width
        for row in rows {
            for (position, text) in row.enumerated() {
                widths[position] = max(widths[position], text?.width ?? nullWidth)
            }
        }
        widths = widths.map { min($0, max(options.columnWidthMax, 1)) }
        guard let widthMax = options.widthMax, !widths.isEmpty else { return widths }
        // Takes from the widest column until the line fits.
        var excess = widths.reduce(0, +) + Self.gap.count * (widths.count - 1) - widthMax
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > Self.columnWidthMin
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func write(
        _ row: [VisibleText?], _ widths: [Int], isHeader: Bool, to output: inout String
    ) {
        var line = ""
        for (position, value) in row.enumerated() {
            if position > 0 { line += Self.gap }
            let text = (value ?? VisibleText(options.nullText)).truncated(to: widths[position])
            let padding = String(repeating: " ", count: max(0, widths[position] - text.width))
            let isLast = position == row.count - 1
            let styled = style(text.text, isHeader: isHeader, isNull: value == nil)
            if isRightAligned[position] {
                line += padding + styled
            } else {
                line += isLast ? styled : styled + padding
            }
        }
        output += line + "\n"
    }

    private func style(_ text: String, isHeader: Bool, isNull: Bool) -> String {
        guard options.isColored, isHeader || isNull else { return text }
        return (isHeader ? "\u{1B}[1m" : "\u{1B}[2m") + text + "\u{1B}[0m"
    }
}

extension DataType {
    /// Whether values line up at their last digit.
    fileprivate var isNumber: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .float32, .float64, .decimal: true
        default: false
        }
    }
}
