// What a query does, as a tree of operators over bound expressions. Each operator has an id that
// stays with it through rewrites and says what state it keeps from batch to batch, so that a
// stateful operator finds its state again.

public import Columnar
public import Expressions

/// The name of an operator within its query, stable across restarts of the same query.
public struct OperatorID: Sendable, Hashable, CustomStringConvertible {
    public let number: Int

    public var description: String { "#\(number)" }
}

/// What an operator keeps between batches.
public enum StateDeclaration: Sendable, Hashable {
    case none
}

/// An expression and the name of its column.
public struct NamedExpression: Sendable, Hashable {
    public let name: String
    public let expression: BoundExpression
    /// Of the column: comments and the like.
    public let metadata: [String: String]

    public init(_ name: String, _ expression: BoundExpression, metadata: [String: String] = [:]) {
        self.name = name
        self.expression = expression
        self.metadata = metadata
    }

    var field: Field {
        Field(name, expression.type, nullable: expression.nullable, metadata: metadata)
    }
}

/// A tree of operators.
public indirect enum LogicalPlan: Sendable, Hashable {
    case scan(ScanPlan)
    case filter(FilterPlan)
    case project(ProjectPlan)
}

/// Rows of a source.
public struct ScanPlan: Sendable, Hashable {
    public let id: OperatorID
    public let source: String
    /// The columns that are read.
    public let schema: Schema
    /// A condition that every row that matters fulfils, bound to `schema`: the source may use it
    /// to read less, and need not.
    public var predicate: BoundExpression?
}

/// The rows of `input` on which `predicate` is true.
public struct FilterPlan: Sendable, Hashable {
    public let id: OperatorID
    public let predicate: BoundExpression
    public let input: LogicalPlan
}

/// One column an expression.
public struct ProjectPlan: Sendable, Hashable {
    public let id: OperatorID
    public let columns: [NamedExpression]
    public let input: LogicalPlan
}

extension LogicalPlan {
    /// The columns that come out.
    public var schema: Schema {
        switch self {
        case .scan(let scan): scan.schema
        case .filter(let filter): filter.input.schema
        case .project(let project): Schema(project.columns.map(\.field))
        }
    }

    public var id: OperatorID {
        switch self {
        case .scan(let scan): scan.id
        case .filter(let filter): filter.id
        case .project(let project): project.id
        }
    }

    public var inputs: [LogicalPlan] {
        switch self {
        case .scan: []
        case .filter(let filter): [filter.input]
        case .project(let project): [project.input]
        }
    }

    /// What the operator keeps between batches.
    public var state: StateDeclaration {
        switch self {
        case .scan, .filter, .project: .none
        }
    }
}

extension LogicalPlan: CustomStringConvertible {
    /// One operator a line, inputs indented under it.
    public var description: String { lines.joined(separator: "\n") }

    private var lines: [String] {
        [summary] + inputs.flatMap(\.lines).map { "  " + $0 }
    }

    private var summary: String {
        switch self {
        case .scan(let scan):
            "Scan\(scan.id) \(scan.source) [\(scan.schema.names.joined(separator: ", "))]"
                + (scan.predicate == nil ? "" : " with a predicate")
        case .filter(let filter): "Filter\(filter.id)"
        case .project(let project):
            "Project\(project.id) [\(project.columns.map(\.name).joined(separator: ", "))]"
        }
    }
}
