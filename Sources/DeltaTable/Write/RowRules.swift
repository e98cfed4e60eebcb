// What a table asks of its rows beyond their types: check constraints, invariants of columns,
// generated columns and defaults (PROTOCOL.md, *CHECK Constraints*, *Column Invariants*, *Generated
// Columns*, *Default Columns*). Their SQL is ours to read; what we cannot evaluate makes the write
// refuse, by name, before a row is written (spec/tables.md DT-RULE).

import Columnar
import DeltaProtocol
import Expressions
import HostEnvironment

/// The rules of one version of a table, ready for batches of its schema.
struct RowRules: Sendable {
    /// A condition that must be true on every row; null is not.
    struct Check: Sendable {
        /// As messages call it: `CHECK constraint positive`.
        let title: String
        let text: String
        let condition: BoundExpression
    }

    /// How a column that the rows lack gets its values.
    struct Filler: Sendable {
        let column: Int
        let value: BoundExpression
        /// Whether it is reckoned from other columns, and so comes after the defaults.
        let isGenerated: Bool
    }

    private let schema: Schema
    private(set) var checks: [Check] = []
    private(set) var fillers: [Filler] = []

    /// No rules, for rows that were checked before.
    static let none = RowRules(schema: Schema([]))

    private init(schema: Schema) {
        self.schema = schema
    }

    /// - Throws: `unsupportedFeature` where a rule cannot be evaluated, by its name.
    init(
        _ metadata: TableMetadata, schema: Schema, scope: OverwriteScope = .table,
        environment: HostEnvironment
    ) throws(TableError) {
        self.schema = schema
        let session = SessionOptions(
            batchTimeMicroseconds: environment.now.microseconds)
        let binder = Binder(schema, session: session)
        for (name, text) in metadata.checkConstraints {
            try addCheck("CHECK constraint \(name)", text, binder)
        }
        for (index, field) in schema.fields.enumerated() {
            try Self.refuseNested(field)
            try addInvariant(of: field, binder)
            try addFiller(of: field, at: index, binder)
        }
        // Defaults first: generated columns may be reckoned from them.
        fillers = fillers.filter { !$0.isGenerated } + fillers.filter(\.isGenerated)
        if case .rows(let condition) = scope {
            try addCheck("condition of replace-where", "\(condition)", binder)
        }
    }

    var isEmpty: Bool { checks.isEmpty && fillers.isEmpty }

    /// Columns that rows may lack.
    var filledColumns: Set<Int> { Set(fillers.map(\.column)) }

    // MARK: Reading them

    private mutating func addCheck(
        _ title: String, _ text: String, _ binder: Binder
    ) throws(TableError) {
        do throws(ExpressionError) {
            let condition = try binder.bindPredicate(Expression(parsing: text))
            checks.append(Check(title: title, text: text, condition: condition))
        } catch {
            throw Self.unsupported(title, text, error)
        }
    }

    /// `{"expression":{"expression":"x > 3"}}`
    private mutating func addInvariant(of field: Field, _ binder: Binder) throws(TableError) {
        guard let json = ColumnRule.text(ColumnRule.invariants, of: field) else { return }
        let title = "invariant of column \(field.name)"
        guard let text = ColumnRule.expression(ofInvariant: json) else {
            throw Self.unsupported(title, json, nil)
        }
        try addCheck(title, text, binder)
    }

    private mutating func addFiller(
        of field: Field, at index: Int, _ binder: Binder
    ) throws(TableError) {
        let generation = ColumnRule.text(ColumnRule.generationExpression, of: field)
        let text = generation ?? ColumnRule.text(ColumnRule.currentDefault, of: field)
        guard let text else { return }
        let kind = generation == nil ? "default" : "generation"
        let title = "\(kind) of column \(field.name)"
        do throws(ExpressionError) {
            let value = try Expression(parsing: text)
            let typed = value.cast(to: field.type)
            if generation == nil, !value.columns.isEmpty {
                throw ExpressionError(.unsupported, "a default must not read columns")
            }
            fillers.append(
                Filler(
                    column: index, value: try binder.bind(typed), isGenerated: generation != nil))
            guard generation != nil else { return }
            // Given values must be what would have been reckoned.
            let given = Expression.binary(.nullSafeEqual, col(path: [field.name]), typed)
            checks.append(
                Check(
                    title: title, text: text, condition: try binder.bindPredicate(given)))
        } catch {
            throw Self.unsupported(title, text, error)
        }
    }

    private static func refuseNested(_ field: Field) throws(TableError) {
        for child in field.type.children {
            for key in ColumnRule.all where child.metadata[key] != nil {
                throw unsupported(
                    "\(key) of the nested column \(field.name).\(child.name)",
                    ColumnRule.text(key, of: child) ?? "", nil)
            }
            try refuseNested(child)
        }
    }

    private static func unsupported(
        _ title: String, _ text: String, _ error: ExpressionError?
    ) -> TableError {
        TableError(
            .unsupportedFeature,
            "the table has the \(title) (\(text)), which cannot be evaluated here"
                + (error.map { ": \($0)" } ?? "") + "; write to it with another engine")
    }

    // MARK: Applying them

    /// Gives the columns that the rows lack their values.
    ///
    /// - Parameter missing: positions of those columns, null so far.
    func filled(_ batch: RecordBatch, missing: Set<Int>) throws -> RecordBatch {
        var batch = batch
        for filler in fillers where missing.contains(filler.column) {
            var columns = batch.columns
            columns[filler.column] = try VectorEvaluator().evaluate(filler.value, on: batch)
            batch = RecordBatch(schema: batch.schema, columns: columns, count: batch.count)
        }
        return batch
    }

    /// - Throws: `constraintViolated` for the first row on which a check is not true.
    func check(_ batch: RecordBatch, from firstRow: Int64 = 0) throws {
        for check in checks {
            let kept = try VectorEvaluator().select(check.condition, on: batch)
            guard kept.setCount() < batch.count else { continue }
            let row = (0..<batch.count).first { !kept[$0] } ?? 0
            let values = check.condition.columns.sorted().map { column in
                let value = Literal(batch.columns[column].scalar(at: row), schema[column].type)
                return "\(schema[column].name) = \(Expression.literal(value))"
            }
            throw TableError(
                .constraintViolated,
                "row \(firstRow + Int64(row) + 1) violates the \(check.title) (\(check.text)): "
                    + values.joined(separator: ", "))
        }
    }

    /// The checks that another version does not have.
    func checks(beyond other: RowRules) -> RowRules {
        var rules = self
        let known = Set(other.checks.map { $0.title + $0.text })
        rules.checks = checks.filter { !known.contains($0.title + $0.text) }
        rules.fillers = []
        return rules
    }
}
