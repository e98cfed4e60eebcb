public import Columnar
public import Expressions

/// A statement of a pipeline file.
public enum PipelineStatement: Sendable, Hashable {
    case createStreamingTable(CreateStreamingTable)
    case createFlow(CreateFlow)
}

/// `CREATE STREAMING TABLE …`.
public struct CreateStreamingTable: Sendable, Hashable {
    /// The name; parts in front of dots are catalog and schema.
    public var name: [String]
    public var ifNotExists = false
    /// Whether `OR REFRESH` was written, which Spark's parser does not read.
    public var orRefresh = false
    /// The declared columns; nil where the query's are taken.
    public var columns: Schema?
    /// The provider after USING, in lower case.
    public var provider: String?
    public var partitionColumns: [String] = []
    public var comment: String?
    public var properties: [String: String] = [:]
    /// What flows into the table, where the statement says so itself.
    public var query: SelectQuery?
    public var position: SourcePosition

    public init(name: [String], position: SourcePosition) {
        self.name = name
        self.position = position
    }
}

/// `CREATE FLOW … AS INSERT INTO … BY NAME SELECT …`.
public struct CreateFlow: Sendable, Hashable {
    public var name: [String]
    public var comment: String?
    /// The table that the flow writes.
    public var target: [String]
    public var query: SelectQuery
    public var position: SourcePosition
}

/// `SELECT … FROM STREAM source [WHERE …]`.
public struct SelectQuery: Sendable, Hashable {
    public var items: [SelectItem]
    public var source: StreamReference
    public var condition: Expression?
}

/// One entry of a SELECT list.
public enum SelectItem: Sendable, Hashable {
    /// `*` or `t.*`, perhaps without some columns.
    case star(qualifier: String?, except: [String], SourcePosition)
    case expression(Expression, alias: String?, SourcePosition)
}

/// `STREAM name [AS alias]`.
public struct StreamReference: Sendable, Hashable {
    public var name: [String]
    public var alias: String?
    public var position: SourcePosition
}
