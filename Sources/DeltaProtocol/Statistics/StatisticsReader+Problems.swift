// What of a statistics text readers leave out, and why: the other side of `read`, for whoever wants
// to know (spec/fsck.md FS-STAT-01).

package import BinaryIO
import Columnar
import JSONCodec

extension StatisticsReader {
    /// Something in a statistics text that is not legal.
    package struct Problem: Hashable, Sendable {
        /// A sentence.
        package let message: String
        /// The column's path in the log, names joined by points; nil where it is about the file.
        package let column: String?

        init(_ message: String, column: [String]? = nil) {
            self.message = message
            self.column = column?.joined(separator: ".")
        }
    }

    /// What is not legal in `text`; empty where everything is used.
    package mutating func problems(in text: Bytes) -> [Problem] {
        guard let tokens = try? parser.document(text), tokens.root.kind == .object,
            var fields = try? tokens.root.fields()
        else { return [Problem("the statistics are no JSON object")] }
        var problems: [Problem] = []
        var sections = Sections()
        var records: Int64?
        while let field = fields.next() {
            switch field.name {
            case "numRecords":
                records = try? field.value.int64()
                if records.map({ $0 < 0 }) ?? true {
                    records = nil
                    problems.append(
                        Problem("numRecords is \(field.value.rawString()), no number of rows"))
                }
            case "minValues": sections.min = field.value.index
            case "maxValues": sections.max = field.value.index
            case "nullCount": sections.nullCount = field.value.index
            default: break
            }
        }
        for column in columns {
            problems += Self.nullCountProblems(column, sections, records, tokens)
            problems += Self.boundProblems(column, sections, tokens)
        }
        return problems
    }

    private static func nullCountProblems(
        _ column: StatisticsColumn, _ sections: Sections, _ records: Int64?,
        _ tokens: borrowing JSONTokens
    ) -> [Problem] {
        guard let index = find(column.path, under: sections.nullCount, tokens) else { return [] }
        let element = tokens.element(at: index)
        // Structures have an object here; what is within belongs to other columns.
        guard !element.isNull, element.kind != .object else { return [] }
        guard let count = try? element.int64(), count >= 0 else {
            return [
                Problem(
                    "nullCount is \(element.rawString()), no number of rows", column: column.path)
            ]
        }
        guard let records, count > records else { return [] }
        return [
            Problem("nullCount is \(count), of \(records) rows", column: column.path)
        ]
    }

    private static func boundProblems(
        _ column: StatisticsColumn, _ sections: Sections, _ tokens: borrowing JSONTokens
    ) -> [Problem] {
        guard column.hasBounds else { return [] }
        var problems: [Problem] = []
        var bounds: [Scalar] = []
        for (name, section) in [("minimum", sections.min), ("maximum", sections.max)] {
            guard let index = find(column.path, under: section, tokens) else { continue }
            let element = tokens.element(at: index)
            guard !element.isNull else { continue }
            if let value = StatisticsValue.decode(element, column.type) {
                bounds.append(value)
            } else if (try? element.string()) != "NaN" {
                problems.append(
                    Problem(
                        "the \(name) \(element.rawString()) is no \(column.type)",
                        column: column.path))
            }
        }
        if bounds.count == 2, StatisticsValue.isGreater(bounds[0], than: bounds[1]) {
            problems.append(
                Problem("the minimum is above the maximum", column: column.path))
        }
        return problems
    }
}
