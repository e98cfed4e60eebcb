// A schema from a sample of JSON rows.

package import BinaryIO
package import Columnar
import JSONCodec

/// Infers the schema of JSON rows, sample by sample.
///
/// Columns and fields stand in the order in which they first appear (Spark sorts them by name;
/// the file's own order is what its writer meant). Rows that are not JSON objects are left out.
/// Strings that are all ISO 8601 dates or times become dates or timestamps.
package struct JSONSchemaInference: Sendable {
    private var root = InferredType()
    private var parser = JSONParser()
    private let limits: TextLimits
    /// The different fields so far, nested ones too.
    private var fieldCount = 0
    /// How many rows were looked at.
    package private(set) var rowCount = 0

    package init(limits: TextLimits = TextLimits()) {
        self.limits = limits
    }

    /// Looks at whole lines.
    ///
    /// - Throws: `.limitExceeded` for more columns than the limit.
    package mutating func add(lines: Bytes) throws(TextFormatError) {
        let tokens: JSONTokens
        do {
            tokens = try parser.lines(lines.withoutByteOrderMark)
        } catch {
            throw TextFormatError(.limitExceeded, error.message, cause: error)
        }
        var rows: [Int] = []
        for index in 0..<tokens.lineCount {
            let line = tokens.lines[index]
            if line.errorCode == 0 { rows.append(Int(line.firstToken)) }
        }
        try add(rows, tokens)
    }

    /// Looks at a whole document, an array of objects or an object.
    ///
    /// - Throws: `.malformed`; `.limitExceeded` for more columns than the limit.
    package mutating func add(document: Bytes) throws(TextFormatError) {
        let tokens: JSONTokens
        do {
            tokens = try parser.document(document)
        } catch {
            throw TextFormatError(
                .malformed, "this is not one JSON document: \(error.code.reason)",
                position: TextPosition(line: error.line, byte: error.offset), cause: error)
        }
        let rows = try JSONRows(document: tokens, keeping: 0)
        try add(rows.objects.map { Int($0.token) }, tokens)
    }

    private mutating func add(_ rows: [Int], _ tokens: JSONTokens) throws(TextFormatError) {
        let source = tokens
        let all = source.tokens
        let text = CellText(input: source.source.span, unescaped: source.unescaped)
        for row in rows where all[row].kind == .object {
            rowCount += 1
            Self.add(row, all, text, to: &root, &fieldCount)
            guard fieldCount <= limits.inferredColumnsMax else {
                throw TextFormatError(
                    .limitExceeded,
                    "the rows have more than \(limits.inferredColumnsMax) different fields; "
                        + "give a schema")
            }
        }
    }

    /// Adds the value at a token. The parser's depth limit bounds the recursion.
    private static func add(
        _ index: Int, _ all: Span<JSONToken>, _ text: borrowing CellText,
        to type: inout InferredType, _ fieldCount: inout Int
    ) {
        let token = all[index]
        let cell = TextCell(token, at: index)
        switch token.kind {
        case .null, .key: return
        case .true, .false: type.kinds.insert(.boolean)
        case .number:
            let isInteger = token.flags & JSONToken.integerFlag != 0
            type.kinds.insert(TextClassifier.number(text.octets(cell), isInteger: isInteger))
        case .string: type.kinds.insert(TextClassifier.string(text.octets(cell)))
        case .array:
            type.kinds.insert(.array)
            var position = index + 1
            while position < Int(token.link) {
                let element = position
                type.updateElement { add(element, all, text, to: &$0, &fieldCount) }
                let value = all[position]
                position = value.kind.isContainer ? Int(value.link) : position + 1
            }
        case .object:
            type.kinds.insert(.object)
            var position = index + 1
            while position < Int(token.link) {
                let name = JSONText(text.bytes(TextCell(all[position], at: position))).string()
                let known = type.fields.count
                let field = type.position(of: name)
                fieldCount += type.fields.count - known
                let value = position + 1
                type.updateField(field) { add(value, all, text, to: &$0, &fieldCount) }
                position = all[value].kind.isContainer ? Int(all[value].link) : value + 1
            }
        }
    }

    /// The schema of everything seen.
    ///
    /// - Throws: `.malformed` where there was no row.
    package func schema() throws(TextFormatError) -> Schema {
        guard rowCount > 0 else {
            throw TextFormatError(
                .malformed, "there is no JSON object to infer a schema from; give a schema")
        }
        return Schema(root.fields.map { Field($0.name, $0.type.resolved) })
    }
}
