// Resolves names and types. Names are compared without case, as in Spark, and a name that means
// two columns is an error.

public import Columnar

/// Turns expressions into bound expressions over one schema.
public struct Binder: Sendable {
    public let schema: Schema
    public let session: SessionOptions
    /// The names under which the schema's relation can be written in front of a column.
    let qualifiers: [String]
    /// Lower-case name to the positions of the columns that have it.
    private let positions: [String: [Int]]

    /// - Parameter qualifiers: a table's name and alias, which may stand before a column's name.
    public init(
        _ schema: Schema, session: SessionOptions = SessionOptions(), qualifiers: [String] = []
    ) {
        self.schema = schema
        self.session = session
        self.qualifiers = qualifiers.map { $0.lowercased() }
        var positions: [String: [Int]] = [:]
        for (index, field) in schema.fields.enumerated() {
            positions[field.name.lowercased(), default: []].append(index)
        }
        self.positions = positions
    }

    /// Resolves and types an expression.
    ///
    /// - Throws: `.unknownColumn`, `.ambiguousColumn`, `.unknownFunction`,
    ///   `.wrongArgumentCount`, `.typeMismatch`, `.unsupported`, with the place where it is known.
    /// - Complexity: O(nodes).
    public func bind(_ expression: Expression) throws(ExpressionError) -> BoundExpression {
        guard ["UTC", "Z", "GMT", "ETC/UTC"].contains(session.timeZone.uppercased()) else {
            throw ExpressionError(
                .unknownTimeZone,
                "the session time zone \(session.timeZone) is not supported yet; use UTC")
        }
        return try bind(expression, depth: 0)
    }

    /// Binds a condition, which must be a boolean.
    public func bindPredicate(_ expression: Expression) throws(ExpressionError) -> BoundExpression {
        try condition(try bind(expression), "a condition", expression)
    }

    func bind(_ expression: Expression, depth: Int) throws(ExpressionError) -> BoundExpression {
        guard depth <= ExpressionLimits.depthMax * 2 else {
            throw ExpressionError(
                .limitExceeded, "an expression of more than \(ExpressionLimits.depthMax) levels")
        }
        let next = depth + 1
        switch expression {
        case .literal(let literal):
            return BoundExpression(
                literal: literal.value, literal.type, position: literal.position)
        case .interval:
            throw ExpressionError(
                .unsupported, "an interval can only be added to or taken from a date or timestamp")
        case .column(let reference): return try column(reference)
        case .unary(let sign, let operand):
            return try unary(sign, try bind(operand, depth: next), expression)
        case .binary(let operation, let left, let right):
            return try binary(operation, left, right, depth: next)
        case .and(let operands): return try logic(operands, isAnd: true, depth: next)
        case .or(let operands): return try logic(operands, isAnd: false, depth: next)
        case .not(let operand):
            let bound = try condition(try bind(operand, depth: next), "the operand of NOT", operand)
            return BoundExpression(.not(bound), .boolean, nullable: bound.nullable, canFail: false)
        case .isNull(let operand):
            return isNull(try bind(operand, depth: next))
        case .isNotNull(let operand):
            let bound = isNull(try bind(operand, depth: next))
            return BoundExpression(.not(bound), .boolean, nullable: false, canFail: false)
        case .isIn(let operand, let list): return try isIn(operand, list, depth: next)
        case .between(let operand, let low, let high):
            let both = [
                try binary(.greaterOrEqual, operand, low, depth: next),
                try binary(.lessOrEqual, operand, high, depth: next),
            ]
            return BoundExpression(
                .and(both), .boolean, nullable: both.contains(where: \.nullable), canFail: false)
        case .like(let text, let pattern, let options):
            return try like(text, pattern, options, depth: next)
        case .caseWhen(let operand, let branches, let otherwise):
            return try caseWhen(operand, branches, otherwise, depth: next)
        case .cast(let operand, let type, let mode):
            return try cast(
                try bind(operand, depth: next), to: type, mode, position: expression.position)
        case .function(let call): return try self.call(call, depth: next)
        case .field(let operand, let name):
            return try field(try bind(operand, depth: next), name, expression.position)
        case .element(let container, let key):
            return try element(
                try bind(container, depth: next), try bind(key, depth: next), expression)
        }
    }

    // MARK: Names

    private func column(_ reference: ColumnReference) throws(ExpressionError) -> BoundExpression {
        let parts = reference.parts
        if parts.count > 1, qualifiers.contains(parts[0].lowercased()),
            positions[parts[1].lowercased()] != nil
        {
            return try path(Array(parts.dropFirst()), reference)
        }
        if positions[parts[0].lowercased()] == nil, parts.count == 1,
            let literal = try sessionLiteral(parts[0].lowercased(), reference.position)
        {
            return literal
        }
        return try path(parts, reference)
    }

    private func path(
        _ parts: [String], _ reference: ColumnReference
    ) throws(ExpressionError) -> BoundExpression {
        guard let found = positions[parts[0].lowercased()] else {
            let known = schema.names.prefix(20).joined(separator: ", ")
            throw ExpressionError(
                .unknownColumn,
                "there is no column \(reference.parts.joined(separator: ".")); there "
                    + (schema.count == 0 ? "are none" : "are \(known)"),
                position: reference.position)
        }
        guard found.count == 1 else {
            throw ExpressionError(
                .ambiguousColumn,
                "\(parts[0]) means \(found.count) columns: "
                    + found.map { schema[$0].name }.joined(separator: ", "),
                position: reference.position)
        }
        let field = schema[found[0]]
        var bound = BoundExpression(
            .column(found[0]), field.type, nullable: field.nullable, canFail: false,
            position: reference.position)
        for part in parts.dropFirst() { bound = try self.field(bound, part, reference.position) }
        return bound
    }

    private func field(
        _ operand: BoundExpression, _ name: String, _ position: SourcePosition?
    ) throws(ExpressionError) -> BoundExpression {
        guard case .struct(let fields) = operand.type else {
            throw ExpressionError(
                .typeMismatch, "\(name) is looked up in \(operand.type), which is not a struct",
                position: position)
        }
        let found = fields.indices.filter { fields[$0].name.lowercased() == name.lowercased() }
        guard found.count == 1 else {
            throw ExpressionError(
                found.isEmpty ? .unknownColumn : .ambiguousColumn,
                found.isEmpty
                    ? "there is no field \(name) in \(operand.type)"
                    : "\(name) means \(found.count) fields of \(operand.type)",
                position: position)
        }
        return BoundExpression(
            .field(operand, found[0]), fields[found[0]].type,
            nullable: operand.nullable || fields[found[0]].nullable, canFail: false,
            position: position)
    }

    // MARK: Casts

    /// `operand` as `type`; the operand itself where it has that type.
    func cast(
        _ operand: BoundExpression, to type: DataType, _ mode: CastMode = .standard,
        position: SourcePosition? = nil
    ) throws(ExpressionError) -> BoundExpression {
        if operand.type == type { return operand }
        if let value = operand.literalValue, value.isNull {
            return BoundExpression(literal: .null, type, position: operand.position)
        }
        guard TypeRules.canCast(operand.type, to: type) else {
            throw ExpressionError(
                .typeMismatch, "\(operand.type) cannot be cast to \(type)",
                position: position ?? operand.position)
        }
        let mayMiss = TypeRules.castCanFail(operand.type, to: type)
        let isTry = mode == .try || !session.ansi
        return BoundExpression(
            .cast(operand, isTry ? .try : .standard), type,
            nullable: operand.nullable || mayMiss && isTry, canFail: mayMiss && !isTry,
            position: position ?? operand.position)
    }

    func condition(
        _ bound: BoundExpression, _ what: String, _ expression: Expression
    ) throws(ExpressionError) -> BoundExpression {
        if bound.type == .boolean { return bound }
        guard bound.type == .null || bound.type == .string else {
            throw ExpressionError(
                .typeMismatch, "\(what) must be a boolean, not \(bound.type)",
                position: expression.position)
        }
        return try cast(bound, to: .boolean)
    }

    func mismatch(
        _ what: String, _ left: BoundExpression, _ right: BoundExpression
    ) -> ExpressionError {
        ExpressionError(
            .typeMismatch, "\(what) does not take \(left.type) and \(right.type)",
            position: left.position ?? right.position)
    }
}
