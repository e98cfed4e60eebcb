// A pipeline file as a whole: which tables there are, and which flows write each of them. Where
// tables and sources lie is no part of it; the binding file says that.

public import Columnar
public import Expressions

/// The tables of a pipeline and the flows into them.
public struct PipelineDefinition: Sendable, Hashable {
    /// In the order of the file.
    public let tables: [PipelineTable]
    /// The statements in one canonical text, `;` and a line break behind each.
    public let canonicalText: String
    /// SHA-256 of the canonical text, in hexadecimal: another one whenever the file says
    /// something else, the same one however it is laid out.
    public let hash: String

    /// Reads a pipeline file.
    ///
    /// - Parameter sparkCompatible: refuses what Spark's parser would not read.
    /// - Throws: `QueryError` with line and column.
    public init(parsing text: String, sparkCompatible: Bool = false) throws(QueryError) {
        var statements: [PipelineStatement] = []
        do {
            var parser = try SQLParser(text)
            statements = try parser.statements()
        } catch let error {
            throw QueryError(error)
        }
        try self.init(statements: statements, sparkCompatible: sparkCompatible)
    }

    /// Puts statements together.
    public init(
        statements: [PipelineStatement], sparkCompatible: Bool = false
    ) throws(QueryError) {
        var tables: [PipelineTable] = []
        for case .createStreamingTable(let statement) in statements {
            if sparkCompatible, statement.orRefresh {
                throw QueryError(
                    .notSparkCompatible,
                    "Spark does not read OR REFRESH; write CREATE STREAMING TABLE",
                    position: statement.position)
            }
            let table = try PipelineTable(statement)
            if let other = tables.first(where: { $0.isNamed(table.name) }) {
                throw QueryError(
                    .duplicate,
                    "the table \(table.name) is created twice, first at \(other.position)",
                    position: table.position)
            }
            tables.append(table)
        }
        for case .createFlow(let statement) in statements {
            try Self.add(statement, to: &tables)
        }
        for table in tables where table.flows.isEmpty {
            throw QueryError(
                .unknownName,
                "nothing flows into the table \(table.name); add AS SELECT … or a CREATE FLOW",
                position: table.position)
        }
        guard !tables.isEmpty else {
            throw QueryError(
                .syntax, "a pipeline has at least one CREATE STREAMING TABLE",
                position: SourcePosition(offset: 0, line: 1, column: 1))
        }
        self.tables = tables
        canonicalText = statements.map { $0.sql + ";\n" }.joined()
        hash = SHA256.hexadecimal(Array(canonicalText.utf8))
    }

    private static func add(
        _ statement: CreateFlow, to tables: inout [PipelineTable]
    ) throws(QueryError) {
        let flow = PipelineFlow(
            name: statement.name.joined(separator: "."), comment: statement.comment,
            query: statement.query, position: statement.position)
        let target = statement.target.joined(separator: ".")
        guard let index = tables.firstIndex(where: { $0.isNamed(target) }) else {
            throw QueryError(
                .unknownName,
                "the flow \(flow.name) writes \(target), which no CREATE STREAMING TABLE makes",
                position: statement.position)
        }
        for table in tables {
            if let other = table.flows.first(where: {
                $0.name.lowercased() == flow.name.lowercased()
            }) {
                throw QueryError(
                    .duplicate,
                    "the flow \(flow.name) is created twice, first at \(other.position)",
                    position: flow.position)
            }
        }
        tables[index].flows.append(flow)
    }

    /// The table with this name, in any case.
    public func table(_ name: String) -> PipelineTable? { tables.first { $0.isNamed(name) } }

    /// The names after STREAM, each once, in the order of the file; tables of the pipeline may be
    /// among them.
    public var sourceNames: [String] {
        var seen: Set<String> = []
        return tables.flatMap(\.flows).map(\.sourceName).filter {
            seen.insert($0.lowercased()).inserted
        }
    }
}

/// A table that a pipeline makes.
public struct PipelineTable: Sendable, Hashable {
    public let name: String
    /// The declared columns; nil where the flows' columns are taken.
    public let declaredSchema: Schema?
    public let partitionColumns: [String]
    public let comment: String?
    public let properties: [String: String]
    /// In the order of the file; at least one.
    public internal(set) var flows: [PipelineFlow]
    public let position: SourcePosition

    init(_ statement: CreateStreamingTable) throws(QueryError) {
        name = statement.name.joined(separator: ".")
        declaredSchema = statement.columns
        comment = statement.comment
        properties = statement.properties
        position = statement.position
        flows =
            statement.query.map {
                [
                    PipelineFlow(
                        name: statement.name.joined(separator: "."), comment: nil, query: $0,
                        position: statement.position)
                ]
            } ?? []
        var columns: [String] = []
        for column in statement.partitionColumns {
            var spelled = column
            if let schema = statement.columns {
                guard
                    let field = schema.fields.first(where: {
                        $0.name.lowercased() == column.lowercased()
                    })
                else {
                    throw QueryError(
                        .unknownName, "the partition column \(column) is not declared",
                        position: statement.position)
                }
                spelled = field.name
            }
            columns.append(spelled)
        }
        partitionColumns = columns
    }

    func isNamed(_ other: String) -> Bool { name.lowercased() == other.lowercased() }
}

/// A query whose rows are appended to a table.
public struct PipelineFlow: Sendable, Hashable {
    public let name: String
    public let comment: String?
    public let query: SelectQuery
    public let position: SourcePosition

    /// The name after STREAM.
    public var sourceName: String { query.source.name.joined(separator: ".") }
}
