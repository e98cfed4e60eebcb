// Function calls, and the calls whose arguments have words between them: EXTRACT(year FROM x),
// TRIM(LEADING 'a' FROM x), SUBSTRING(x FROM 1 FOR 2), POSITION(a IN b), DATEADD(day, 1, x).

import Columnar

extension SQLParser {
    mutating func call() throws(ExpressionError) -> Expression {
        let place = self.place
        let name = current.text
        guard !SQLKeywords.isReserved(name) else {
            throw failure("an expression is expected here, not \(current.summary)")
        }
        advance()
        try expect(symbol: "(")
        let parts: (String, [Expression])
        switch name.uppercased() {
        case "EXTRACT": parts = ("extract", try extractArguments())
        case "TRIM": parts = try trimArguments()
        case "SUBSTRING", "SUBSTR": parts = ("substring", try substringArguments())
        case "POSITION": parts = ("position", try positionArguments())
        case "DATEADD", "TIMESTAMPADD", "DATE_ADD": parts = (name, try unitArguments())
        case "DATEDIFF", "DATE_DIFF", "TIMESTAMPDIFF": parts = (name, try unitArguments())
        default: parts = (name, try plainArguments())
        }
        try expect(symbol: ")")
        for keyword in ["OVER", "FILTER", "WITHIN", "IGNORE", "RESPECT"]
        where current.isKeyword(keyword) && (peek(1).isSymbol("(") || keyword == "WITHIN") {
            throw unsupported("\(keyword) after a function", at: current)
        }
        return .function(FunctionCall(parts.0, parts.1, position: place))
    }

    private mutating func plainArguments() throws(ExpressionError) -> [Expression] {
        if current.isSymbol(")") { return [] }
        if current.isKeyword("DISTINCT") { throw unsupported("DISTINCT", at: current) }
        if current.isSymbol("*") { throw unsupported("an aggregate over *", at: current) }
        var arguments = [try argument()]
        while accept(symbol: ",") {
            try checkCount(arguments.count)
            arguments.append(try argument())
        }
        return arguments
    }

    private mutating func argument() throws(ExpressionError) -> Expression {
        if peek(1).isSymbol("=>") { throw unsupported("a named argument", at: current) }
        return try expression()
    }

    private mutating func extractArguments() throws(ExpressionError) -> [Expression] {
        let unit = try expectName("a date or time field")
        try expect("FROM")
        return [Expression(stringLiteral: unit.lowercased()), try expression()]
    }

    /// `TRIM(LEADING x FROM y)` is `ltrim(x, y)`, as in Spark.
    private mutating func trimArguments() throws(ExpressionError) -> (String, [Expression]) {
        var name = "btrim"
        var isSided = true
        if accept("LEADING") {
            name = "ltrim"
        } else if accept("TRAILING") {
            name = "rtrim"
        } else if !accept("BOTH") {
            isSided = false
        }
        if isSided, accept("FROM") {
            return (name == "btrim" ? "trim" : name, [try expression()])
        }
        let first = try expression()
        if accept("FROM") {
            let text = try expression()
            return (name, name == "btrim" ? [text, first] : [first, text])
        }
        if isSided { try expect("FROM") }
        var arguments = [first]
        while accept(symbol: ",") { arguments.append(try expression()) }
        return ("trim", arguments)
    }

    private mutating func substringArguments() throws(ExpressionError) -> [Expression] {
        var arguments = [try expression()]
        if accept("FROM") {
            arguments.append(try expression())
            if accept("FOR") { arguments.append(try expression()) }
            return arguments
        }
        while accept(symbol: ",") { arguments.append(try expression()) }
        return arguments
    }

    private mutating func positionArguments() throws(ExpressionError) -> [Expression] {
        // `a IN b` would be read as a predicate, so the first argument is read without it.
        var arguments = [try operand()]
        if accept("IN") {
            arguments.append(try expression())
            return arguments
        }
        while accept(symbol: ",") { arguments.append(try expression()) }
        return arguments
    }

    /// Arguments of which the first may be a unit such as DAY, which becomes a string.
    private mutating func unitArguments() throws(ExpressionError) -> [Expression] {
        guard current.kind == .word, peek(1).isSymbol(","),
            DateTimeUnit(name: current.text) != nil,
            argumentCountAhead == 3
        else { return try plainArguments() }
        let unit: Expression = .literal(
            Literal(.string(current.text.lowercased()), .string, position: place))
        advance()
        try expect(symbol: ",")
        return [unit] + (try plainArguments())
    }

    /// How many arguments stand before the closing parenthesis.
    private var argumentCountAhead: Int {
        var depth = 0
        var count = 1
        var ahead = 0
        while peek(ahead).kind != .end {
            let token = peek(ahead)
            if token.isSymbol("(") || token.isSymbol("[") { depth += 1 }
            if token.isSymbol(")") || token.isSymbol("]") {
                if depth == 0 { break }
                depth -= 1
            }
            if depth == 0, token.isSymbol(",") { count += 1 }
            ahead += 1
        }
        return count
    }
}
