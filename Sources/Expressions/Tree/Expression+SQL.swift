// Expressions as SQL text. The text is canonical (one text for one tree) and is read back as the
// same tree.

public import Columnar

extension Expression: CustomStringConvertible {
    /// The expression as SQL.
    public var sql: String {
        var output = ""
        write(to: &output)
        return output
    }

    public var description: String { sql }

    /// How tightly the expression binds; an operand that binds less gets parentheses.
    private var strength: Int {
        switch self {
        case .or: 10
        case .and: 20
        case .not: 30
        case .isNull, .isNotNull, .isIn, .between, .like: 40
        case .binary(let operation, _, _):
            switch operation {
            case .add, .subtract, .concatenate: 70
            case .multiply, .divide, .integralDivide, .remainder: 80
            default: 50
            }
        case .unary: 90
        case .literal(let literal): literal.isNegative ? 90 : 100
        case .interval, .column, .caseWhen, .cast, .function, .field, .element: 100
        }
    }

    private func write(to output: inout String) {
        switch self {
        case .literal(let literal): output += literal.sql
        case .interval(let interval): output += interval.sql
        case .column(let reference):
            output += reference.parts.map(SQLKeywords.quoted).joined(separator: ".")
        case .unary(let sign, let operand):
            // A number behind a minus would be read as a negative number.
            output += sign.rawValue
            if case .literal = operand {
                output += "(\(operand.sql))"
            } else {
                operand.write(to: &output, above: 90)
            }
        case .binary(let operation, let left, let right):
            left.write(to: &output, above: strength - 1)
            output += " \(operation.rawValue) "
            right.write(to: &output, above: strength)
        case .and(let operands): operands.write(to: &output, separator: " AND ", above: 20)
        case .or(let operands): operands.write(to: &output, separator: " OR ", above: 10)
        case .not(let operand):
            output += "NOT "
            operand.write(to: &output, above: 30)
        case .isNull(let operand):
            operand.write(to: &output, above: 40)
            output += " IS NULL"
        case .isNotNull(let operand):
            operand.write(to: &output, above: 40)
            output += " IS NOT NULL"
        case .isIn, .between, .like: writePredicate(to: &output)
        case .caseWhen(let operand, let branches, let otherwise):
            output += "CASE"
            if let operand { output += " \(operand.sql)" }
            for branch in branches {
                output += " WHEN \(branch.condition.sql) THEN \(branch.value.sql)"
            }
            if let otherwise { output += " ELSE \(otherwise.sql)" }
            output += " END"
        case .cast(let operand, let type, let mode):
            output += mode == .try ? "TRY_CAST(" : "CAST("
            output += "\(operand.sql) AS \(type.ddl))"
        case .function(let call): output += call.sql
        case .field(let operand, let name):
            // A column in front of a dot would be read as one path.
            if case .column = operand {
                output += "(\(operand.sql))"
            } else {
                operand.write(to: &output, above: 99)
            }
            output += ".\(SQLKeywords.quoted(name))"
        case .element(let container, let key):
            container.write(to: &output, above: 99)
            output += "[\(key.sql)]"
        }
    }

    private func writePredicate(to output: inout String) {
        switch self {
        case .isIn(let operand, let list):
            operand.write(to: &output, above: 40)
            output += " IN (" + list.map(\.sql).joined(separator: ", ") + ")"
        case .between(let operand, let low, let high):
            operand.write(to: &output, above: 40)
            output += " BETWEEN "
            low.write(to: &output, above: 40)
            output += " AND "
            high.write(to: &output, above: 40)
        case .like(let text, let pattern, let options):
            text.write(to: &output, above: 40)
            output += options.ignoresCase ? " ILIKE " : " LIKE "
            pattern.write(to: &output, above: 40)
            if options.escape != "\\" {
                output += " ESCAPE \(Literal.quoted(String(options.escape)))"
            }
        default: break
        }
    }

    fileprivate func write(to output: inout String, above least: Int) {
        if strength > least {
            write(to: &output)
        } else {
            output += "("
            write(to: &output)
            output += ")"
        }
    }
}

extension [Expression] {
    fileprivate func write(to output: inout String, separator: String, above least: Int) {
        for (index, operand) in enumerated() {
            if index > 0 { output += separator }
            operand.write(to: &output, above: least)
        }
    }
}

extension FunctionCall {
    fileprivate var sql: String {
        let list = arguments.map(\.sql).joined(separator: ", ")
        if name == "extract", arguments.count == 2,
            case .literal(let unit) = arguments[0], case .string(let text) = unit.value
        {
            return "extract(\(SQLKeywords.quoted(text)) FROM \(arguments[1].sql))"
        }
        return "\(SQLKeywords.quoted(name))(\(list))"
    }
}

extension Interval {
    /// The interval as an SQL literal.
    public var sql: String {
        var parts: [String] = []
        if months != 0 { parts.append("\(months) MONTH") }
        if days != 0 { parts.append("\(days) DAY") }
        if microseconds != 0 || parts.isEmpty { parts.append("\(microseconds) MICROSECOND") }
        return "INTERVAL " + parts.joined(separator: " ")
    }
}

extension Literal {
    fileprivate var isNegative: Bool {
        switch value {
        case .decimal(let value, _): value < 0
        case .float32(let value): value < 0
        case .float64(let value): value < 0
        default: value.integer.map { $0 < 0 } ?? false
        }
    }

    /// The constant as SQL; of a type that has no literals, a cast.
    public var sql: String {
        switch value {
        case .null: return type == .null ? "NULL" : "CAST(NULL AS \(type.ddl))"
        case .boolean(let value): return value ? "TRUE" : "FALSE"
        case .int8(let value): return "\(value)Y"
        case .int16(let value): return "\(value)S"
        case .int32(let value): return "\(value)"
        case .int64(let value): return "\(value)L"
        case .float32(let value):
            return value.isFinite
                ? "\(value)F" : "CAST(\(Self.quoted(NumberText.text(value))) AS FLOAT)"
        case .float64(let value):
            return value.isFinite
                ? "\(value)D" : "CAST(\(Self.quoted(NumberText.text(value))) AS DOUBLE)"
        case .decimal(let value, let decimal):
            let text = DecimalMath.text(value, scale: decimal.scale) + "BD"
            let precision = max(DecimalMath.digits(value), decimal.scale)
            return precision == decimal.precision ? text : "CAST(\(text) AS \(type.ddl))"
        case .string(let text): return Self.quoted(text)
        case .binary(let bytes):
            let digits = Array("0123456789ABCDEF".utf8)
            let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            return "X'\(String(decoding: text, as: UTF8.self))'"
        case .date(let days): return "DATE '\(DateText.text(days: days))'"
        case .timestamp(let time): return "TIMESTAMP '\(DateText.text(microseconds: time))Z'"
        case .timestampNTZ(let time):
            return "TIMESTAMP_NTZ '\(DateText.text(microseconds: time))'"
        case .list, .struct, .map: return NestedText.text(value, type)
        }
    }

    /// A string literal with its escapes.
    package static func quoted(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": result += "\\'"
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0": result += "\\000"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "'"
    }
}

extension DataType {
    /// The type as Spark's DDL, names quoted where they must be, `NOT NULL` written out.
    public var ddl: String {
        switch self {
        case .struct(let fields):
            "STRUCT<" + fields.map { $0.ddl(separator: ": ") }.joined(separator: ", ") + ">"
        case .list(let element): "ARRAY<\(element.type.ddl)>"
        case .map(let key, let value): "MAP<\(key.type.ddl), \(value.type.ddl)>"
        default: description.uppercased()
        }
    }
}

extension Field {
    fileprivate func ddl(separator: String) -> String {
        var text = SQLKeywords.quoted(name) + separator + type.ddl
        if !nullable { text += " NOT NULL" }
        if let comment = metadata["comment"].flatMap(JSONComment.text) {
            text += " COMMENT " + Literal.quoted(comment)
        }
        return text
    }
}

extension Schema {
    /// The columns as Spark's DDL; `Schema(parsingDDL:)` reads it back.
    public var ddl: String { fields.map { $0.ddl(separator: " ") }.joined(separator: ", ") }
}
