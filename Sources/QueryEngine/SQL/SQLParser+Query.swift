// Queries: SELECT, FROM STREAM and WHERE. The other clauses are refused by name.

import Expressions

extension SQLParser {
    mutating func query() throws(ExpressionError) -> SelectQuery {
        if isNext("WITH") { throw unsupported("WITH (common table expressions)", at: current) }
        if isNext("VALUES") { throw unsupported("VALUES", at: current) }
        if current.isSymbol("(") { throw unsupported("a subquery", at: current) }
        try expect("SELECT")
        if isNext("DISTINCT") { throw unsupported("SELECT DISTINCT", at: current) }
        _ = accept("ALL")
        var items = [try selectItem()]
        while accept(symbol: ",") { items.append(try selectItem()) }
        guard accept("FROM") else {
            throw failure("FROM is expected here, not \(current.summary)")
        }
        let source = try streamReference()
        let condition = accept("WHERE") ? try expression() : nil
        if let refusal = refusalAfterQuery() { throw refusal }
        return SelectQuery(items: items, source: source, condition: condition)
    }

    private mutating func selectItem() throws(ExpressionError) -> SelectItem {
        let position = place
        if accept(symbol: "*") {
            return .star(qualifier: nil, except: try exceptColumns(), position)
        }
        let isName = current.kind == .word || current.kind == .quotedName
        if isName, peek(1).isSymbol("."), peek(2).isSymbol("*") {
            let qualifier = try expectName("a table name")
            advance()
            advance()
            return .star(qualifier: qualifier, except: try exceptColumns(), position)
        }
        let value = try expression()
        var alias: String?
        if accept("AS") {
            if current.isSymbol("(") { throw unsupported("several names after AS", at: current) }
            alias = try expectName("a column name")
        } else if current.kind == .quotedName
            || current.kind == .word && !SQLKeywords.isReserved(current.text)
        {
            alias = try expectName("a column name")
        }
        return .expression(value, alias: alias, position)
    }

    private mutating func exceptColumns() throws(ExpressionError) -> [String] {
        guard accept("EXCEPT") else { return [] }
        try expect(symbol: "(")
        var names: [String] = []
        repeat { names.append(try expectName("a column name")) } while accept(symbol: ",")
        try expect(symbol: ")")
        return names
    }

    private mutating func streamReference() throws(ExpressionError) -> StreamReference {
        let start = current
        if start.isSymbol("(") { throw unsupported("a subquery", at: start) }
        if isNext("LATERAL") { throw unsupported("LATERAL", at: start) }
        guard isNext("STREAM"), peek(1).isSymbol("(") || isNameToken(peek(1)) else {
            if isNameToken(start) {
                throw unsupported(
                    "reading \(start.text) as a batch (FROM STREAM \(start.text) reads it as a "
                        + "stream)", at: start)
            }
            throw failure("STREAM and a source are expected here, not \(start.summary)")
        }
        advance()
        let name: [String]
        if accept(symbol: "(") {
            name = try expectPath("a source")
            try expect(symbol: ")")
        } else {
            name = try expectPath("a source")
        }
        if current.isSymbol("(") { throw unsupported("a table function", at: start) }
        for keyword in ["WATERMARK", "TABLESAMPLE", "PIVOT", "UNPIVOT", "WITH"]
        where isNext(keyword) { throw unsupported(keyword, at: current) }
        var alias: String?
        if accept("AS") || isNameToken(current) && !startsClause(current) {
            alias = try expectName("an alias")
        }
        if let refusal = refusalAfterSource() { throw refusal }
        return StreamReference(name: name, alias: alias, position: start.position)
    }

    private func isNameToken(_ token: SQLToken) -> Bool {
        token.kind == .quotedName || token.kind == .word && !SQLKeywords.isReserved(token.text)
    }

    /// Words that start a clause although they can be names.
    private func startsClause(_ token: SQLToken) -> Bool {
        [
            "WINDOW", "CLUSTER", "DISTRIBUTE", "SORT", "QUALIFY", "OFFSET", "FETCH", "MINUS",
            "WATERMARK", "PIVOT", "UNPIVOT", "TABLESAMPLE", "LEFT", "RIGHT",
        ].contains(token.keyword)
    }

    private func refusalAfterSource() -> ExpressionError? {
        if current.isSymbol(",") { return unsupported("a join", at: current) }
        for keyword in [
            "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "SEMI", "ANTI",
        ]
        where current.isKeyword(keyword) { return unsupported("a join", at: current) }
        for keyword in ["LATERAL", "WATERMARK", "PIVOT", "UNPIVOT", "TABLESAMPLE"]
        where current.isKeyword(keyword) { return unsupported(keyword, at: current) }
        return nil
    }

    /// What Spark lets stand behind WHERE and we do not support.
    func refusalAfterQuery() -> ExpressionError? {
        for pair in ["GROUP", "ORDER", "CLUSTER", "DISTRIBUTE", "SORT"]
        where current.isKeyword(pair) && peek(1).isKeyword("BY") {
            return unsupported("\(pair) BY", at: current)
        }
        for keyword in [
            "HAVING", "LIMIT", "OFFSET", "WINDOW", "QUALIFY", "UNION", "INTERSECT", "EXCEPT",
            "MINUS", "LATERAL", "WATERMARK",
        ] where current.isKeyword(keyword) { return unsupported(keyword, at: current) }
        return nil
    }
}
