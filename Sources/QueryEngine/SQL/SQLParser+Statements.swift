// The statements of a pipeline file (Spark 4.1, SqlBaseParser.g4: *createPipelineDataset*,
// *createPipelineInsertIntoFlow*, *streamRelationPrimary*). What Spark knows and we do not is
// recognised and refused by name, at its place.

import Columnar
import Expressions

extension SQLParser {
    /// Reads statements with `;` between them, to the end of the text.
    mutating func statements() throws(ExpressionError) -> [PipelineStatement] {
        var result: [PipelineStatement] = []
        while true {
            while accept(symbol: ";") {}
            if isAtEnd { return result }
            result.append(try statement())
            guard isAtEnd || current.isSymbol(";") else {
                throw refusalAfterQuery() ?? failure("';' is expected here, not \(current.summary)")
            }
        }
    }

    private mutating func statement() throws(ExpressionError) -> PipelineStatement {
        let start = current
        guard accept("CREATE") else {
            throw refusedStatement()
                ?? failure(
                    "CREATE STREAMING TABLE or CREATE FLOW is expected here, not \(current.summary)"
                )
        }
        let orRefresh = accept("OR", "REFRESH")
        if accept("STREAMING", "TABLE") {
            return .createStreamingTable(
                try streamingTable(orRefresh: orRefresh, position: start.position))
        }
        if !orRefresh, accept("FLOW") { return .createFlow(try flow(position: start.position)) }
        for construct in [
            ["MATERIALIZED", "VIEW"], ["TEMPORARY", "VIEW"], ["PRIVATE"], ["LIVE"], ["VIEW"],
            ["TABLE"], ["FUNCTION"], ["OR", "REPLACE"], ["SCHEMA"], ["SINK"],
        ] where isNext(all: construct) {
            throw unsupported("CREATE " + construct.joined(separator: " "), at: start)
        }
        throw failure("STREAMING TABLE or FLOW is expected here, not \(current.summary)")
    }

    private func isNext(all keywords: [String]) -> Bool {
        keywords.indices.allSatisfy { peek($0).isKeyword(keywords[$0]) }
    }

    /// Statements of Spark that a pipeline file of ours cannot have.
    private func refusedStatement() -> ExpressionError? {
        for keyword in [
            "SELECT", "INSERT", "SET", "USE", "DROP", "ALTER", "AUTO", "APPLY", "WITH", "MERGE",
            "DELETE", "UPDATE", "DECLARE", "REFRESH",
        ] where current.isKeyword(keyword) {
            return unsupported("a \(keyword) statement in a pipeline", at: current)
        }
        return nil
    }

    // MARK: CREATE STREAMING TABLE

    private mutating func streamingTable(
        orRefresh: Bool, position: SourcePosition
    ) throws(ExpressionError) -> CreateStreamingTable {
        let ifNotExists = accept("IF", "NOT", "EXISTS")
        var table = CreateStreamingTable(
            name: try expectPath("a table name"), position: position)
        table.orRefresh = orRefresh
        table.ifNotExists = ifNotExists
        if accept(symbol: "(") {
            if !current.isSymbol(")") {
                if isNext("CONSTRAINT") || isNext("PRIMARY", "KEY") || isNext("FOREIGN", "KEY") {
                    throw unsupported("a constraint", at: current)
                }
                table.columns = Schema(try columns())
            }
            if isNext("CONSTRAINT") { throw unsupported("a constraint", at: current) }
            try expect(symbol: ")")
        }
        if accept("USING") {
            let token = current
            table.provider = try expectPath("a table format").joined(separator: ".").lowercased()
            if table.provider != "delta" {
                throw unsupported("the format \(token.text) of a streaming table", at: token)
            }
        }
        try clauses(&table)
        if accept("AS") { table.query = try query() }
        return table
    }

    private mutating func clauses(
        _ table: inout CreateStreamingTable
    ) throws(ExpressionError) {
        while true {
            if accept("PARTITIONED", "BY") {
                guard table.partitionColumns.isEmpty else {
                    throw failure("PARTITIONED BY stands here a second time")
                }
                table.partitionColumns = try partitionColumns()
            } else if accept("COMMENT") {
                table.comment = try expectString("a comment")
            } else if accept("TBLPROPERTIES") {
                for (key, value) in try properties() { table.properties[key] = value }
            } else if isNext("CLUSTER", "BY") || isNext("CLUSTERED", "BY") || isNext("OPTIONS")
                || isNext("LOCATION") || isNext("STORED") || isNext("ROW", "FORMAT")
                || isNext("SKEWED") || isNext("DEFAULT", "COLLATION") || isNext("WITH")
                || isNext("SCHEDULE") || isNext("TRIGGER")
            {
                throw unsupported(
                    "\(current.text.uppercased()) on a streaming table", at: current)
            } else {
                return
            }
        }
    }

    private mutating func partitionColumns() throws(ExpressionError) -> [String] {
        try expect(symbol: "(")
        var names: [String] = []
        repeat {
            let token = current
            names.append(try expectName("a column name"))
            if current.isSymbol("(") {
                throw unsupported("the partition transform \(token.text)", at: token)
            }
            guard current.isSymbol(",") || current.isSymbol(")") else {
                throw unsupported(
                    "a partition column that is declared in PARTITIONED BY", at: token)
            }
        } while accept(symbol: ",")
        try expect(symbol: ")")
        return names
    }

    /// `('key' = 'value', other.key = 1, 'flag' true)`.
    private mutating func properties() throws(ExpressionError) -> [(String, String)] {
        try expect(symbol: "(")
        var result: [(String, String)] = []
        repeat {
            let key: String
            if current.kind == .string {
                // A value in quotes may follow without `=`, so strings are not joined here.
                key = current.text
                advance()
            } else {
                key = try expectPath("a property").joined(separator: ".")
            }
            let hasEquals = accept(symbol: "=")
            let token = current
            switch token.kind {
            case .string:
                result.append((key, token.text))
                advance()
            case .number:
                result.append((key, token.text))
                advance()
            case .word where token.isKeyword("TRUE") || token.isKeyword("FALSE"):
                result.append((key, token.text.lowercased()))
                advance()
            case .word, .quotedName, .symbol, .end:
                guard !hasEquals else {
                    throw failure("a property's value is expected here, not \(token.summary)")
                }
                result.append((key, ""))
            }
        } while accept(symbol: ",")
        try expect(symbol: ")")
        return result
    }

    // MARK: CREATE FLOW

    private mutating func flow(position: SourcePosition) throws(ExpressionError) -> CreateFlow {
        let name = try expectPath("a flow name")
        let comment = accept("COMMENT") ? try expectString("a comment") : nil
        try expect("AS")
        if isNext("AUTO", "CDC") || isNext("APPLY", "CHANGES") {
            throw unsupported("AUTO CDC INTO", at: current)
        }
        try expect("INSERT")
        if isNext("OVERWRITE") { throw unsupported("INSERT OVERWRITE in a flow", at: current) }
        try expect("INTO")
        if isNext("ONCE") { throw unsupported("INSERT INTO ONCE", at: current) }
        _ = accept("TABLE")
        let target = try expectPath("a table name")
        guard accept("BY", "NAME") else {
            if current.isSymbol("(") {
                throw unsupported("a column list after INSERT INTO", at: current)
            }
            throw failure(
                "BY NAME is expected here, not \(current.summary): a flow's columns are matched "
                    + "by their names")
        }
        return CreateFlow(
            name: name, comment: comment, target: target, query: try query(), position: position)
    }
}
