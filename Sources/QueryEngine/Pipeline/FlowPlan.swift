// A flow over the columns of its source, ready for batches.

public import Columnar
public import Expressions

/// A flow that is planned for a source and, where there is one, a table.
public struct FlowPlan: Sendable {
    public let logical: LogicalPlan
    public let physical: PhysicalPlan

    init(_ plan: LogicalPlan) {
        logical = Optimizer.optimize(plan)
        physical = PhysicalPlan(logical)
    }

    /// The columns of the flow's rows.
    public var outputSchema: Schema { physical.outputSchema }

    /// The columns of the source that the flow reads; others need not be decoded.
    public var inputSchema: Schema { physical.inputSchema }

    /// A condition on `inputSchema` that every row that matters fulfils: for pruning at the
    /// source.
    public var sourcePredicate: BoundExpression? {
        var plan = logical
        while let input = plan.inputs.first { plan = input }
        if case .scan(let scan) = plan { return scan.predicate }
        return nil
    }

    /// Puts a batch of the source through the flow; see `PhysicalPlan.run`.
    public func run(_ batch: RecordBatch) throws(QueryError) -> PlanOutput {
        try physical.run(batch)
    }
}

extension PipelineFlow {
    /// Plans the flow.
    ///
    /// - Parameters:
    ///   - source: the source's columns.
    ///   - table: the table's columns, which the rows are fitted to by name; nil to take the
    ///     query's own.
    ///   - session: its batch time is what `current_timestamp()` answers, so a flow that asks for
    ///     it is planned for every batch.
    public func plan(
        source: Schema, table: Schema? = nil, session: SessionOptions = SessionOptions()
    ) throws(QueryError) -> FlowPlan {
        let builder = PlanBuilder(session: session)
        var plan = try builder.plan(query, source: source)
        if let table { plan = try builder.fit(plan, to: table, position: position) }
        return FlowPlan(plan)
    }
}

extension PipelineTable {
    /// The table's columns: the declared ones, or those of its flows, united by name.
    ///
    /// - Parameter sources: the columns of each source, by name as after STREAM.
    /// - Throws: `.unknownName` for a source without columns, `.schemaMismatch` where flows differ
    ///   in a column's type or a partition column is missing.
    public func schema(
        sources: (String) -> Schema?, session: SessionOptions = SessionOptions()
    ) throws(QueryError) -> Schema {
        var fields: [Field] = declaredSchema?.fields ?? []
        if declaredSchema == nil {
            for flow in flows {
                guard let source = sources(flow.sourceName) else {
                    throw QueryError(
                        .unknownName, "the columns of the source \(flow.sourceName) are not known",
                        position: flow.query.source.position)
                }
                try unite(
                    &fields, try flow.plan(source: source, session: session).outputSchema, flow)
            }
        }
        for column in partitionColumns
        where !fields.contains(where: { $0.name.lowercased() == column.lowercased() }) {
            throw QueryError(
                .schemaMismatch, "the table \(name) has no column \(column) to partition by",
                position: position)
        }
        return Schema(fields)
    }

    private func unite(
        _ fields: inout [Field], _ other: Schema, _ flow: PipelineFlow
    ) throws(QueryError) {
        let isFirst = fields.isEmpty
        for field in other.fields {
            if field.type == .null {
                throw QueryError(
                    .schemaMismatch,
                    "the column \(field.name) is NULL of no type; write CAST(NULL AS type)",
                    position: flow.position)
            }
            let index = fields.firstIndex { $0.name.lowercased() == field.name.lowercased() }
            guard let index else {
                fields.append(
                    Field(
                        field.name, field.type, nullable: field.nullable || !isFirst,
                        metadata: field.metadata))
                continue
            }
            guard fields[index].type == field.type else {
                throw QueryError(
                    .schemaMismatch,
                    "the column \(field.name) is \(fields[index].type) in one flow and "
                        + "\(field.type) in \(flow.name); declare the table's columns",
                    position: flow.position)
            }
        }
        for (index, field) in fields.enumerated()
        where !other.fields.contains(where: {
            $0.name.lowercased() == field.name.lowercased()
        }) {
            fields[index] = Field(field.name, field.type, metadata: field.metadata)
        }
    }
}
