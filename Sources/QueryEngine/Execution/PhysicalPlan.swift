// Plans at work: a batch in, a batch and its bad rows out. An operator is a case of an enum, so a
// batch costs one dispatch an operator.

public import Columnar
public import Expressions

/// A plan that batches are put through.
public struct PhysicalPlan: Sendable {
    /// One operator of a chain.
    enum Operator: Sendable {
        case filter(BoundExpression)
        case project([NamedExpression], Schema)
    }

    /// The columns that a batch must have, by name and type, to go in.
    public let inputSchema: Schema
    /// The columns that come out.
    public let outputSchema: Schema
    private let operators: [Operator]

    /// Prepares a plan.
    public init(_ plan: LogicalPlan) {
        var operators: [Operator] = []
        var next = plan
        var input = plan.schema
        while true {
            switch next {
            case .scan(let scan): input = scan.schema
            case .filter(let filter): operators.append(.filter(filter.predicate))
            case .project(let project):
                operators.append(.project(project.columns, next.schema))
            }
            guard let inner = next.inputs.first else { break }
            next = inner
        }
        self.operators = operators.reversed()
        inputSchema = input
        outputSchema = plan.schema
    }

    /// Puts a batch through the plan.
    ///
    /// The batch may have more columns than `inputSchema`, in any order; they are found by name.
    /// - Returns: the good rows, and the rows that an expression could not be evaluated on.
    /// - Throws: `.schemaMismatch` where a column is missing or has another type.
    public func run(_ batch: RecordBatch) throws(QueryError) -> PlanOutput {
        var output = PlanOutput(
            batch: try aligned(batch), sourceRows: nil, errors: .none)
        for step in operators {
            switch step {
            case .filter(let predicate): output = Self.filter(output, predicate)
            case .project(let columns, let schema):
                output = Self.project(output, columns, schema)
            }
        }
        return output
    }

    private func aligned(_ batch: RecordBatch) throws(QueryError) -> RecordBatch {
        if batch.schema.fields.count == inputSchema.count,
            zip(batch.schema.fields, inputSchema.fields).allSatisfy({
                $0.name == $1.name && $0.type == $1.type
            })
        {
            return batch
        }
        var positions: [Int] = []
        for field in inputSchema.fields {
            guard let index = batch.schema.index(of: field.name) else {
                throw QueryError(
                    .schemaMismatch, "a batch of the source has no column \(field.name)")
            }
            guard batch.schema[index].type == field.type else {
                throw QueryError(
                    .schemaMismatch,
                    "the source's column \(field.name) is \(batch.schema[index].type) in a batch; "
                        + "the plan was made for \(field.type)")
            }
            positions.append(index)
        }
        return batch.selecting(positions)
    }

    // MARK: Operators

    private static func filter(_ input: PlanOutput, _ predicate: BoundExpression) -> PlanOutput {
        let (selected, errors) = VectorEvaluator().selectCollectingErrors(
            predicate, on: input.batch)
        let reported = input.reporting(errors)
        if selected.setCount() == input.batch.count { return reported }
        return reported.taking(selected.setIndices())
    }

    private static func project(
        _ input: PlanOutput, _ columns: [NamedExpression], _ schema: Schema
    ) -> PlanOutput {
        var arrays: [ColumnArray] = []
        var errors = RowErrors.none
        for column in columns {
            let evaluated = VectorEvaluator().evaluateCollectingErrors(
                column.expression, on: input.batch)
            arrays.append(evaluated.column)
            errors = errors.merging(evaluated.errors)
        }
        let batch = RecordBatch(
            schema: schema, columns: arrays, count: input.batch.count,
            rowKinds: input.batch.rowKinds)
        let output = PlanOutput(
            batch: batch, sourceRows: input.sourceRows, errors: input.errors
        ).reporting(errors)
        guard let bad = errors.mask(count: batch.count) else { return output }
        return output.taking(bad.not().setIndices())
    }
}

/// What comes out of a plan.
public struct PlanOutput: Sendable {
    public let batch: RecordBatch
    /// The row of the input that each row of `batch` comes from; nil where they are the same.
    public let sourceRows: TypedBuffer<Int32>?
    /// The rows of the input on which an expression was an error, ascending, each once.
    public let errors: RowErrors

    func reporting(_ errors: RowErrors) -> PlanOutput {
        if errors.isEmpty { return self }
        let placed = sourceRows.map { rows in errors.mapRows { Int(rows[$0]) } } ?? errors
        return PlanOutput(
            batch: batch, sourceRows: sourceRows, errors: self.errors.merging(placed))
    }

    func taking(_ rows: TypedBuffer<Int32>) -> PlanOutput {
        PlanOutput(
            batch: batch.take(rows), sourceRows: sourceRows.map { $0.take(rows) } ?? rows,
            errors: errors)
    }
}
