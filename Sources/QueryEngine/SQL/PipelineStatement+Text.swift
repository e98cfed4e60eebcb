// Statements as canonical text: one text for one meaning, however it was written. The pipeline's
// hash is over it, so its form must not change without need.

import Columnar
import Expressions

extension PipelineStatement {
    /// The statement as canonical SQL, without `;`.
    public var sql: String {
        switch self {
        case .createStreamingTable(let table): table.sql
        case .createFlow(let flow): flow.sql
        }
    }
}

private func quoted(_ name: [String]) -> String {
    name.map(SQLKeywords.quoted).joined(separator: ".")
}

extension CreateStreamingTable {
    var sql: String {
        var text = "CREATE STREAMING TABLE "
        if ifNotExists { text += "IF NOT EXISTS " }
        text += quoted(name)
        if let columns { text += " (\(columns.ddl))" }
        if let provider { text += " USING \(provider)" }
        if !partitionColumns.isEmpty {
            let names = partitionColumns.map(SQLKeywords.quoted).joined(separator: ", ")
            text += " PARTITIONED BY (\(names))"
        }
        if let comment { text += " COMMENT \(Literal.quoted(comment))" }
        if !properties.isEmpty {
            let entries = properties.sorted { $0.key < $1.key }.map {
                "\(Literal.quoted($0.key)) = \(Literal.quoted($0.value))"
            }
            text += " TBLPROPERTIES (\(entries.joined(separator: ", ")))"
        }
        if let query { text += " AS \(query.sql)" }
        return text
    }
}

extension CreateFlow {
    var sql: String {
        var text = "CREATE FLOW \(quoted(name))"
        if let comment { text += " COMMENT \(Literal.quoted(comment))" }
        return text + " AS INSERT INTO \(quoted(target)) BY NAME \(query.sql)"
    }
}

extension SelectQuery {
    /// The query as canonical SQL.
    public var sql: String {
        var text = "SELECT " + items.map(\.sql).joined(separator: ", ")
        text += " FROM STREAM \(quoted(source.name))"
        if let alias = source.alias { text += " AS \(SQLKeywords.quoted(alias))" }
        if let condition { text += " WHERE \(condition.sql)" }
        return text
    }
}

extension SelectItem {
    fileprivate var sql: String {
        switch self {
        case .star(let qualifier, let except, _):
            let star = qualifier.map { SQLKeywords.quoted($0) + ".*" } ?? "*"
            if except.isEmpty { return star }
            return "\(star) EXCEPT (\(except.map(SQLKeywords.quoted).joined(separator: ", ")))"
        case .expression(let expression, let alias, _):
            return expression.sql + (alias.map { " AS \(SQLKeywords.quoted($0))" } ?? "")
        }
    }
}
