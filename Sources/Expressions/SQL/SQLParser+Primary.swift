// The smallest expressions: literals, names, calls, CASE, CAST and what stands in parentheses.

import Columnar

extension SQLParser {
    mutating func primary() throws(ExpressionError) -> Expression {
        let token = current
        switch token.kind {
        case .number: return .literal(try numberLiteral(negated: false))
        case .string:
            let place = self.place
            let text = try expectString("a string")
            return .literal(Literal(.string(text), .string, position: place))
        case .quotedName: return try columnPath()
        case .symbol:
            if token.text == "(" { return try parenthesized() }
            if token.text == "*" { throw failure("* is only allowed in a SELECT list or count(*)") }
            if token.text == "?" || token.text == ":" {
                throw unsupported("a parameter", at: token)
            }
        case .word: return try wordExpression()
        case .end: break
        }
        throw failure("an expression is expected here, not \(token.summary)")
    }

    private mutating func wordExpression() throws(ExpressionError) -> Expression {
        let token = current
        let place = self.place
        switch token.keyword {
        case "NULL":
            advance()
            return .literal(Literal(.null, .null, position: place))
        case "TRUE", "FALSE":
            advance()
            let value = token.keyword == "TRUE"
            return .literal(Literal(.boolean(value), .boolean, position: place))
        case "CASE": return try caseExpression()
        case "CAST", "TRY_CAST": return try castExpression()
        case "EXISTS": throw unsupported("EXISTS", at: token)
        case "INTERVAL" where startsInterval: return try intervalLiteral()
        default: break
        }
        if peek(1).kind == .string, let literal = try typedLiteral() { return .literal(literal) }
        if peek(1).isSymbol("(") { return try call() }
        if peek(1).isSymbol("->") { throw unsupported("a lambda", at: peek(1)) }
        return try columnPath()
    }

    private mutating func columnPath() throws(ExpressionError) -> Expression {
        let place = self.place
        var parts = [try expectName("an expression")]
        while current.isSymbol("."), peek(1).kind == .word || peek(1).kind == .quotedName,
            !peek(2).isSymbol("(")
        {
            advance()
            parts.append(current.text)
            advance()
            guard parts.count < depthLeft else { throw depthFailure() }
        }
        return .column(ColumnReference(parts, position: place))
    }

    private mutating func parenthesized() throws(ExpressionError) -> Expression {
        try expect(symbol: "(")
        if isNext("SELECT") || isNext("WITH") { throw unsupported("a subquery", at: current) }
        let inner = try expression()
        if current.isSymbol(",") { throw unsupported("a row constructor", at: current) }
        try expect(symbol: ")")
        return inner
    }

    // MARK: CASE and CAST

    private mutating func caseExpression() throws(ExpressionError) -> Expression {
        try expect("CASE")
        let operand = isNext("WHEN") ? nil : try expression()
        var branches: [CaseBranch] = []
        while accept("WHEN") {
            try checkCount(branches.count)
            let condition = try expression()
            try expect("THEN")
            branches.append(CaseBranch(when: condition, then: try expression()))
        }
        guard !branches.isEmpty else {
            throw failure("WHEN is expected here, not \(current.summary)")
        }
        let otherwise = accept("ELSE") ? try expression() : nil
        try expect("END")
        return .caseWhen(operand: operand, branches: branches, otherwise: otherwise)
    }

    private mutating func castExpression() throws(ExpressionError) -> Expression {
        let mode: CastMode = current.isKeyword("CAST") ? .standard : .try
        advance()
        try expect(symbol: "(")
        let value = try expression()
        try expect("AS")
        let type = try dataType()
        try expect(symbol: ")")
        return .cast(value, type, mode)
    }
}
