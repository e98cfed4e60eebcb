// Turns a query into a plan over its source's columns: stars are expanded, names resolved, and
// the result is fitted to the table by name.

public import Columnar
public import Expressions

/// Builds plans of queries.
public struct PlanBuilder: Sendable {
    private let session: SessionOptions

    public init(session: SessionOptions = SessionOptions()) {
        self.session = session
    }

    /// The plan of a query over a source with these columns.
    ///
    /// - Throws: `.expression` and the like, with the place in the query's text.
    public func plan(
        _ query: SelectQuery, source: Schema
    ) throws(QueryError) -> LogicalPlan {
        let binder = Binder(
            source, session: session,
            qualifiers: [query.source.alias ?? query.source.name[query.source.name.count - 1]])
        var plan = LogicalPlan.scan(
            ScanPlan(
                id: OperatorID(number: 0), source: query.source.name.joined(separator: "."),
                schema: source))
        do {
            if let condition = query.condition {
                plan = .filter(
                    FilterPlan(
                        id: OperatorID(number: 1), predicate: try binder.bindPredicate(condition),
                        input: plan))
            }
            var columns: [NamedExpression] = []
            for item in query.items {
                columns += try self.columns(item, binder, source, query.source)
            }
            try checkNames(columns, query)
            return .project(
                ProjectPlan(id: OperatorID(number: 2), columns: columns, input: plan))
        } catch let error {
            throw QueryError(error)
        }
    }

    private func columns(
        _ item: SelectItem, _ binder: Binder, _ source: Schema, _ reference: StreamReference
    ) throws(ExpressionError) -> [NamedExpression] {
        switch item {
        case .star(let qualifier, let except, let position):
            let name = reference.alias ?? reference.name[reference.name.count - 1]
            if let qualifier, qualifier.lowercased() != name.lowercased() {
                throw ExpressionError(
                    .unknownColumn, "there is no source \(qualifier); there is \(name)",
                    position: position)
            }
            for excluded in except
            where !source.fields.contains(where: { $0.name.lowercased() == excluded.lowercased() })
            {
                throw ExpressionError(
                    .unknownColumn, "there is no column \(excluded) to leave out",
                    position: position)
            }
            let left = Set(except.map { $0.lowercased() })
            var columns: [NamedExpression] = []
            for (index, field) in source.fields.enumerated()
            where !left.contains(field.name.lowercased()) {
                columns.append(
                    NamedExpression(
                        field.name, .column(index, of: source), metadata: field.metadata))
            }
            return columns
        case .expression(let expression, let alias, let position):
            let bound = try binder.bind(expression)
            guard let name = alias ?? expression.columnName else {
                throw ExpressionError(
                    .syntax, "this column needs a name: write \(expression.sql) AS name",
                    position: position)
            }
            let metadata = alias == nil ? source.field(name)?.metadata ?? [:] : [:]
            return [NamedExpression(name, bound, metadata: metadata)]
        }
    }

    private func checkNames(
        _ columns: [NamedExpression], _ query: SelectQuery
    ) throws(ExpressionError) {
        var seen: Set<String> = []
        for column in columns where !seen.insert(column.name.lowercased()).inserted {
            throw ExpressionError(
                .ambiguousColumn, "two columns of the query are named \(column.name)",
                position: column.expression.position ?? query.source.position)
        }
    }

    // MARK: BY NAME

    /// The plan with the columns of a table: matched by name in any case, converted as a store
    /// assignment does, columns that the query lacks filled with null. A row with null in a
    /// column that must not be null is an error.
    ///
    /// - Throws: `.schemaMismatch` for columns that the table does not have, types that cannot be
    ///   stored, and missing columns that must not be null.
    public func fit(
        _ plan: LogicalPlan, to table: Schema, position: SourcePosition? = nil
    ) throws(QueryError) -> LogicalPlan {
        let output = plan.schema
        let isSame =
            output.count == table.count
            && zip(output.fields, table.fields).allSatisfy {
                $0.name == $1.name && $0.type == $1.type && ($1.nullable || !$0.nullable)
            }
        if isSame { return plan }
        var used: Set<Int> = []
        var columns: [NamedExpression] = []
        for field in table.fields {
            let index = output.fields.firstIndex {
                $0.name.lowercased() == field.name.lowercased()
            }
            if let index { used.insert(index) }
            columns.append(
                NamedExpression(
                    field.name, try stored(field, index, output, position),
                    metadata: field.metadata))
        }
        if let extra = output.fields.indices.first(where: { !used.contains($0) }) {
            throw QueryError(
                .schemaMismatch,
                "the query has a column \(output[extra].name), which the table does not have",
                position: position)
        }
        return .project(
            ProjectPlan(id: OperatorID(number: plan.id.number + 1), columns: columns, input: plan))
    }

    private func stored(
        _ field: Field, _ index: Int?, _ output: Schema, _ position: SourcePosition?
    ) throws(QueryError) -> BoundExpression {
        guard let index else {
            guard field.nullable else {
                throw QueryError(
                    .schemaMismatch,
                    "the query has no column \(field.name), which must not be null",
                    position: position)
            }
            return .null(field.type)
        }
        let from = output[index].type
        guard StoreAssignment.isAllowed(from, to: field.type) else {
            throw QueryError(
                .schemaMismatch,
                "the column \(field.name) is \(from) in the query and \(field.type) in the table; "
                    + "cast it in the query",
                position: position)
        }
        do {
            // Storing is strict in ANSI's sense also where the session is not.
            let value = try Binder(output, session: SessionOptions()).bind(
                .cast(col(path: [output[index].name]), field.type, .standard))
            return field.nullable ? value : value.requiringValue(of: field.name)
        } catch let error {
            throw QueryError(error)
        }
    }
}

extension Expression {
    /// The name that a column of a query has without an alias.
    fileprivate var columnName: String? {
        switch self {
        case .column(let reference): reference.parts.last
        case .field(_, let name): name
        default: nil
        }
    }
}
