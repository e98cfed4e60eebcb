// Operator precedence as in Spark's SqlBaseParser.g4 (*booleanExpression*, *valueExpression*):
// OR, AND, NOT, predicates (IS, IN, BETWEEN, LIKE), comparison, + - ||, * / % DIV, unary,
// then `::`, `[ ]` and `.`.

extension Expression {
    /// Reads one expression; the whole text must be one.
    ///
    /// - Throws: `.syntax`, `.unsupported` or `.limitExceeded` with the place.
    public init(parsing sql: String) throws(ExpressionError) {
        var parser = try SQLParser(sql)
        self = try parser.expression()
        try parser.expectEnd()
    }
}

extension SQLParser {
    private enum Power {
        static let or = 10
        static let and = 20
        static let not = 30
        static let predicate = 40
        static let comparison = 50
        static let sum = 70
        static let product = 80
        static let unary = 90
    }

    /// Reads one expression, as far as it goes.
    package mutating func expression() throws(ExpressionError) -> Expression {
        try expression(above: 0)
    }

    /// Reads one expression without predicates such as IN.
    mutating func operand() throws(ExpressionError) -> Expression {
        try expression(above: Power.predicate)
    }

    private mutating func expression(above power: Int) throws(ExpressionError) -> Expression {
        try nested { parser throws(ExpressionError) in try parser.operators(above: power) }
    }

    /// A value and the operators behind it that bind tighter than `power`.
    private mutating func operators(above power: Int) throws(ExpressionError) -> Expression {
        var left = try prefix()
        var chain = 0
        var ceiling = Int.max
        while true {
            if let (symbol, strength) = nextBinary, strength > power, strength < ceiling {
                chain += 1
                guard chain < depthLeft else { throw depthFailure() }
                advance()
                left = .binary(symbol, left, try expression(above: strength))
            } else if isNextPredicate, Power.predicate > power, Power.predicate < ceiling {
                left = try predicate(on: left)
                ceiling = Power.predicate
            } else if current.isKeyword("AND"), Power.and > power {
                left = .and(try operands(after: left, joinedBy: "AND", power: Power.and))
            } else if current.isKeyword("OR"), Power.or > power {
                left = .or(try operands(after: left, joinedBy: "OR", power: Power.or))
            } else {
                return left
            }
        }
    }

    private mutating func operands(
        after first: Expression, joinedBy keyword: String, power: Int
    ) throws(ExpressionError) -> [Expression] {
        var result = [first]
        while current.isKeyword(keyword) {
            advance()
            try checkCount(result.count)
            result.append(try expression(above: power))
        }
        return result
    }

    private var nextBinary: (BinaryOperator, Int)? {
        let token = current
        if token.isKeyword("DIV") { return (.integralDivide, Power.product) }
        guard token.kind == .symbol else { return nil }
        return switch token.text {
        case "+": (.add, Power.sum)
        case "-": (.subtract, Power.sum)
        case "||": (.concatenate, Power.sum)
        case "*": (.multiply, Power.product)
        case "/": (.divide, Power.product)
        case "%": (.remainder, Power.product)
        case "=", "==": (.equal, Power.comparison)
        case "<>", "!=": (.notEqual, Power.comparison)
        case "<": (.less, Power.comparison)
        case "<=": (.lessOrEqual, Power.comparison)
        case ">": (.greater, Power.comparison)
        case ">=": (.greaterOrEqual, Power.comparison)
        case "<=>": (.nullSafeEqual, Power.comparison)
        default: nil
        }
    }

    // MARK: Prefix operators

    private mutating func prefix() throws(ExpressionError) -> Expression {
        let token = current
        if token.isKeyword("NOT") || token.isSymbol("!") {
            advance()
            return .not(try expression(above: Power.not))
        }
        if token.isSymbol("-") || token.isSymbol("+") {
            advance()
            if token.text == "-", current.kind == .number {
                return try postfix(.literal(try numberLiteral(negated: true)))
            }
            let operand = try expression(above: Power.unary)
            return .unary(token.text == "-" ? .negate : .plus, operand)
        }
        if token.isSymbol("~") { throw unsupported("bitwise ~", at: token) }
        return try postfix(try primary())
    }

    /// What follows a value directly: `::type`, `[index]`, `.field`.
    private mutating func postfix(_ value: Expression) throws(ExpressionError) -> Expression {
        var value = value
        var chain = 0
        while true {
            if accept(symbol: "::") {
                value = .cast(value, try dataType(), .standard)
            } else if accept(symbol: "[") {
                let index = try expression()
                try expect(symbol: "]")
                value = .element(value, index)
            } else if current.isSymbol("."), peek(1).kind == .word || peek(1).kind == .quotedName {
                advance()
                value = .field(value, current.text)
                advance()
            } else if current.isKeyword("COLLATE") {
                throw unsupported("COLLATE", at: current)
            } else {
                return value
            }
            chain += 1
            guard chain < depthLeft else { throw depthFailure() }
        }
    }

    // MARK: Predicates

    private var isNextPredicate: Bool {
        let token = current.isKeyword("NOT") ? peek(1) : current
        guard token.kind == .word else { return false }
        switch token.keyword {
        case "IN", "BETWEEN", "LIKE", "ILIKE", "RLIKE", "REGEXP": return true
        case "IS": return !current.isKeyword("NOT")
        default: return false
        }
    }

    private mutating func predicate(on value: Expression) throws(ExpressionError) -> Expression {
        if accept("IS") { return try isPredicate(on: value) }
        let isNegated = accept("NOT")
        let token = current
        advance()
        let result: Expression
        switch token.keyword {
        case "IN":
            result = .isIn(value, try inList())
        case "BETWEEN":
            let low = try expression(above: Power.predicate)
            try expect("AND")
            result = .between(value, low: low, high: try expression(above: Power.predicate))
        case "LIKE", "ILIKE":
            result = try like(value, ignoresCase: token.keyword == "ILIKE")
        default:
            throw unsupported(token.keyword, at: token)
        }
        return isNegated ? .not(result) : result
    }

    private mutating func isPredicate(on value: Expression) throws(ExpressionError) -> Expression {
        let isNegated = accept("NOT")
        if accept("NULL") { return isNegated ? .isNotNull(value) : .isNull(value) }
        if accept("UNKNOWN") { return isNegated ? .isNotNull(value) : .isNull(value) }
        let result: Expression
        if accept("TRUE") {
            result = .binary(.nullSafeEqual, value, true)
        } else if accept("FALSE") {
            result = .binary(.nullSafeEqual, value, false)
        } else if accept("DISTINCT", "FROM") {
            let other = try expression(above: Power.predicate)
            result = .not(.binary(.nullSafeEqual, value, other))
        } else {
            throw failure(
                "NULL, TRUE, FALSE or DISTINCT FROM is expected here, not \(current.summary)")
        }
        return isNegated ? .not(result) : result
    }

    private mutating func inList() throws(ExpressionError) -> [Expression] {
        try expect(symbol: "(")
        if isNext("SELECT") || isNext("WITH") { throw unsupported("a subquery", at: current) }
        var list = [try expression()]
        while accept(symbol: ",") {
            try checkCount(list.count)
            list.append(try expression())
        }
        try expect(symbol: ")")
        return list
    }

    private mutating func like(
        _ value: Expression, ignoresCase: Bool
    ) throws(ExpressionError) -> Expression {
        for quantifier in ["ANY", "SOME", "ALL"] where current.isKeyword(quantifier) {
            throw unsupported("LIKE \(quantifier)", at: current)
        }
        let pattern = try expression(above: Power.predicate)
        var escape: Character = "\\"
        if accept("ESCAPE") {
            let place = self.place
            let text = try expectString("the escape character")
            guard let character = text.first, text.count == 1 else {
                throw ExpressionError(
                    .syntax, "ESCAPE takes one character", position: place)
            }
            escape = character
        }
        return .like(
            value, pattern: pattern, LikeOptions(ignoresCase: ignoresCase, escape: escape))
    }
}
