// Numbers with Spark's typing, and typed strings (Spark SQL reference, *Literals*): 5 is an int,
// 5L a bigint, 5.0 a decimal(2,1), 5e0 and 5D doubles; DATE '…', TIMESTAMP '…', X'…',
// INTERVAL … .

import Columnar

extension SQLParser {
    mutating func numberLiteral(negated: Bool) throws(ExpressionError) -> Literal {
        let token = current
        let place = self.place
        advance()
        let upper = token.text.uppercased()
        let sign = negated ? "-" : ""
        func out(_ type: String) -> ExpressionError {
            ExpressionError(
                .syntax, "\(sign)\(token.text) is not within the range of \(type)",
                position: place)
        }
        if upper.hasSuffix("BD") {
            guard let literal = decimal(sign, String(upper.dropLast(2)), place) else {
                throw out("decimal(38)")
            }
            return literal
        }
        let digits = String(upper.dropLast())
        switch upper.last {
        case "L":
            guard let value = Int64(sign + digits) else { throw out("bigint") }
            return Literal(.int64(value), .int64, position: place)
        case "S":
            guard let value = Int16(sign + digits) else { throw out("smallint") }
            return Literal(.int16(value), .int16, position: place)
        case "Y":
            guard let value = Int8(sign + digits) else { throw out("tinyint") }
            return Literal(.int8(value), .int8, position: place)
        case "D":
            guard let value = Double(sign + digits), value.isFinite else { throw out("double") }
            return Literal(.float64(value), .float64, position: place)
        case "F":
            guard let value = Float(sign + digits), value.isFinite else { throw out("float") }
            return Literal(.float32(value), .float32, position: place)
        default: break
        }
        if upper.contains("E") {
            guard let value = Double(sign + upper), value.isFinite else { throw out("double") }
            return Literal(.float64(value), .float64, position: place)
        }
        if !upper.contains(".") {
            if let value = Int32(sign + upper) {
                return Literal(.int32(value), .int32, position: place)
            }
            if let value = Int64(sign + upper) {
                return Literal(.int64(value), .int64, position: place)
            }
        }
        guard let literal = decimal(sign, upper, place) else { throw out("decimal(38)") }
        return literal
    }

    private func decimal(
        _ sign: String, _ digits: String, _ place: SourcePosition
    ) -> Literal? {
        guard let parsed = DecimalText.parse(Array((sign + digits).utf8).span),
            let (value, type) = parsed.fitted
        else { return nil }
        return Literal(.decimal(value, type), .decimal(type), position: place)
    }

    /// A type name and a string, such as DATE '2026-11-20'; nil where the word is no such name.
    mutating func typedLiteral() throws(ExpressionError) -> Literal? {
        let token = current
        let place = self.place
        let text = peek(1).text
        let utf8 = Array(text.utf8)
        func invalid(_ what: String) -> ExpressionError {
            ExpressionError(.syntax, "'\(text)' is not a \(what)", position: place)
        }
        let literal: Literal
        switch token.keyword {
        case "DATE":
            guard let days = DateText.parseDate(utf8.span) else { throw invalid("date") }
            literal = Literal(.date(days), .date, position: place)
        case "TIMESTAMP":
            // A literal without a zone is a timestamp in the session's zone (Spark's
            // `spark.sql.timestampType`), which is UTC.
            guard let parsed = DateText.parseTimestamp(utf8.span) else {
                throw invalid("timestamp")
            }
            literal = Literal(.timestamp(parsed.microseconds), .timestamp, position: place)
        case "TIMESTAMP_LTZ":
            guard let parsed = DateText.parseTimestamp(utf8.span) else {
                throw invalid("timestamp")
            }
            literal = Literal(.timestamp(parsed.microseconds), .timestamp, position: place)
        case "TIMESTAMP_NTZ":
            guard let parsed = DateText.parseTimestamp(utf8.span), !parsed.hasZone else {
                throw invalid("timestamp without a time zone")
            }
            literal = Literal(.timestampNTZ(parsed.microseconds), .timestampNTZ, position: place)
        case "X":
            guard let bytes = Self.hexadecimal(utf8) else { throw invalid("hexadecimal string") }
            literal = Literal(.binary(bytes), .binary, position: place)
        default:
            return nil
        }
        advance()
        advance()
        return literal
    }

    private static func hexadecimal(_ digits: [UInt8]) -> [UInt8]? {
        // Spark reads an odd number of digits as if a zero stood in front.
        let padded = digits.count.isMultiple(of: 2) ? digits : [UInt8(ascii: "0")] + digits
        var result: [UInt8] = []
        for pair in stride(from: 0, to: padded.count, by: 2) {
            let text = String(decoding: padded[pair..<(pair + 2)], as: UTF8.self)
            guard text.allSatisfy(\.isHexDigit), let byte = UInt8(text, radix: 16) else {
                return nil
            }
            result.append(byte)
        }
        return result
    }

    // MARK: Intervals

    /// Whether INTERVAL is followed by a value and a unit, and is not a column's name.
    var startsInterval: Bool {
        let value = peek(1).isSymbol("-") || peek(1).isSymbol("+") ? 2 : 1
        switch peek(value).kind {
        case .number: return peek(value + 1).kind == .word
        case .string: return true
        case .word, .quotedName, .symbol, .end: return false
        }
    }

    /// `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '10' MINUTE`, `INTERVAL '1 day'`.
    mutating func intervalLiteral() throws(ExpressionError) -> Expression {
        .interval(try interval())
    }

    /// Reads an interval with its keyword.
    package mutating func interval() throws(ExpressionError) -> Interval {
        let place = self.place
        try expect("INTERVAL")
        var parts: [(String, String)] = []
        if current.kind == .string, peek(1).kind != .word || DateTimeUnit(name: peek(1).text) == nil
        {
            let words = current.text.split(whereSeparator: \.isWhitespace).map(String.init)
            advance()
            let values = words.first?.uppercased() == "INTERVAL" ? Array(words.dropFirst()) : words
            guard !values.isEmpty, values.count.isMultiple(of: 2) else {
                throw ExpressionError(
                    .syntax, "an interval is written as numbers and units: INTERVAL '1 day'",
                    position: place)
            }
            for index in stride(from: 0, to: values.count, by: 2) {
                parts.append((values[index], values[index + 1]))
            }
        } else {
            repeat { parts.append(try intervalPart()) } while startsIntervalPart
        }
        if current.isKeyword("TO") {
            throw unsupported("an interval from one unit TO another", at: current)
        }
        guard let interval = Interval(parts: parts) else {
            throw ExpressionError(
                .syntax,
                "an interval needs whole numbers (fractions for seconds) of microseconds, "
                    + "milliseconds, seconds, minutes, hours, days, weeks, months or years",
                position: place)
        }
        return interval
    }

    private var startsIntervalPart: Bool {
        let value = current.isSymbol("-") || current.isSymbol("+") ? 1 : 0
        let token = peek(value)
        return (token.kind == .number || token.kind == .string)
            && peek(value + 1).kind == .word && DateTimeUnit(name: peek(value + 1).text) != nil
    }

    private mutating func intervalPart() throws(ExpressionError) -> (String, String) {
        var sign = ""
        if accept(symbol: "-") { sign = "-" } else { _ = accept(symbol: "+") }
        let token = current
        guard token.kind == .number || token.kind == .string else {
            throw failure("a number is expected here, not \(token.summary)")
        }
        advance()
        let value =
            token.text.hasPrefix("-") && sign == "-"
            ? String(token.text.dropFirst()) : sign + token.text
        return (value, try expectName("a unit such as MINUTES"))
    }
}
