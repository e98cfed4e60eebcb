// Reckons with ranges instead of values: what an expression can be when its columns lie within
// their bounds.

import Columnar

struct Pruning {
    let schema: Schema
    let places: [[String]: Int]
    let rowCount: Int64?
    /// What is known about each column of the predicate.
    let bounds: [ColumnBounds?]
    /// Values that no row has.
    let absent: Set<AbsentValue>

    /// A value that no row has in column number `place` of the predicate.
    struct AbsentValue: Hashable {
        let place: Int
        let value: Scalar
    }

    // MARK: Conditions

    func outcomes(_ expression: BoundExpression) -> Outcomes {
        switch expression.node {
        case .and(let operands):
            return operands.dropFirst().reduce(outcomes(operands[0])) { $0.and(outcomes($1)) }
        case .or(let operands):
            return operands.dropFirst().reduce(outcomes(operands[0]).negated) {
                $0.and(outcomes($1).negated)
            }.negated
        case .not(let operand): return outcomes(operand).negated
        case .isNull(let operand):
            let range = self.range(operand)
            return Outcomes(
                canBeTrue: range.canBeNull, canBeFalse: range.canBeValue, canBeNull: false)
        case .compare(let operation, let left, let right):
            var result = compare(operation, range(left), range(right))
            if operation == .equal || operation == .nullSafeEqual,
                isAbsent(right, from: left) || isAbsent(left, from: right)
            {
                result.canBeTrue = false
            }
            return result
        case .isIn(let operand, let list):
            let value = range(operand)
            return isIn(value, list.map(range), absent: list.map { isAbsent($0, from: operand) })
        case .like(let text, let pattern, let options): return like(text, pattern, options)
        case .call(.startsWith, let arguments):
            guard case .string(let prefix) = arguments[1].literalValue else { return .anything }
            return starts(range(arguments[0]), with: Array(prefix.utf8))
        default: return truth(range(expression))
        }
    }

    /// A boolean value as a condition.
    private func truth(_ range: ValueRange) -> Outcomes {
        Outcomes(
            canBeTrue: range.canBeValue && range.upper != .boolean(false),
            canBeFalse: range.canBeValue && range.lower != .boolean(true),
            canBeNull: range.canBeNull)
    }

    private func compare(
        _ operation: ComparisonOperator, _ left: ValueRange, _ right: ValueRange
    ) -> Outcomes {
        let haveValues = left.canBeValue && right.canBeValue
        // What is certain of every pair of values.
        let alwaysLess = isBelow(left.upper, right.lower)
        let alwaysGreater = isBelow(right.upper, left.lower)
        let neverLess = isAtMost(right.upper, left.lower)
        let neverGreater = isAtMost(left.upper, right.lower)
        let alwaysEqual = neverLess && neverGreater
        var result: Outcomes
        switch operation {
        case .less: result = Outcomes(!neverLess, !alwaysLess)
        case .greaterOrEqual: result = Outcomes(!alwaysLess, !neverLess)
        case .greater: result = Outcomes(!neverGreater, !alwaysGreater)
        case .lessOrEqual: result = Outcomes(!alwaysGreater, !neverGreater)
        case .equal, .nullSafeEqual:
            result = Outcomes(!alwaysLess && !alwaysGreater, !alwaysEqual)
        case .notEqual: result = Outcomes(!alwaysEqual, !alwaysLess && !alwaysGreater)
        }
        result.canBeTrue = result.canBeTrue && haveValues
        result.canBeFalse = result.canBeFalse && haveValues
        if operation == .nullSafeEqual {
            if left.canBeNull && right.canBeNull { result.canBeTrue = true }
            if left.canBeNull && right.canBeValue || left.canBeValue && right.canBeNull {
                result.canBeFalse = true
            }
        } else {
            result.canBeNull = left.canBeNull || right.canBeNull
        }
        return result
    }

    private func isBelow(_ upper: Scalar?, _ lower: Scalar?) -> Bool {
        guard let upper, let lower, let order = upper.order(lower) else { return false }
        return order < 0
    }

    private func isAtMost(_ upper: Scalar?, _ lower: Scalar?) -> Bool {
        guard let upper, let lower, let order = upper.order(lower) else { return false }
        return order <= 0
    }

    private func isAbsent(_ value: BoundExpression, from column: BoundExpression) -> Bool {
        guard !absent.isEmpty, let value = value.literalValue, let path = column.path(in: schema),
            let place = places[path]
        else { return false }
        return absent.contains(AbsentValue(place: place, value: value))
    }

    private func isIn(
        _ value: ValueRange, _ entries: [ValueRange], absent: [Bool]
    ) -> Outcomes {
        var result = Outcomes(false, true)
        for (entry, isAbsent) in zip(entries, absent) {
            let equal = compare(.equal, value, entry)
            result.canBeTrue = result.canBeTrue || equal.canBeTrue && !isAbsent
            result.canBeFalse = result.canBeFalse && equal.canBeFalse
            result.canBeNull = result.canBeNull || equal.canBeNull
        }
        result.canBeNull = result.canBeNull || value.canBeNull
        return result
    }

    private func like(
        _ text: BoundExpression, _ pattern: BoundExpression, _ options: LikeOptions
    ) -> Outcomes {
        guard !options.ignoresCase, case .string(let source) = pattern.literalValue,
            let compiled = try? LikePattern(source, escape: options.escape)
        else { return .anything }
        let range = self.range(text)
        if compiled.isLiteral {
            let value = String(decoding: compiled.literalPrefix, as: UTF8.self)
            return compare(.equal, range, .point(.string(value)))
        }
        return starts(range, with: compiled.literalPrefix)
    }

    /// Text that starts with `prefix` lies between it and what follows all such text.
    private func starts(_ range: ValueRange, with prefix: [UInt8]) -> Outcomes {
        var result = Outcomes.anything
        result.canBeNull = range.canBeNull
        result.canBeTrue = range.canBeValue
        if case .string(let upper) = range.upper,
            Array(upper.utf8).lexicographicallyPrecedes(prefix)
        {
            result.canBeTrue = false
        }
        if case .string(let lower) = range.lower {
            let start = Array(lower.utf8.prefix(prefix.count))
            if prefix.lexicographicallyPrecedes(start) { result.canBeTrue = false }
        }
        return result
    }

    // MARK: Values

    func range(_ expression: BoundExpression) -> ValueRange {
        if let path = expression.path(in: schema) { return columnRange(expression, path) }
        switch expression.node {
        case .literal(let value): return .point(value)
        case .cast(let operand, _) where operand.isMonotoneCast(to: expression.type):
            return mapped(expression, range(operand), isRising: true) { [$0] }
        case .negate(let operand):
            return mapped(expression, range(operand), isRising: false) { [$0] }
        case .arithmetic(let operation, let left, let right):
            return sum(operation, left, right, expression)
        case .call(let function, let arguments):
            guard let varying = function.risingArgument,
                arguments.indices.allSatisfy({ $0 == varying || arguments[$0].literalValue != nil }
                ),
                function != .extract || arguments[0].literalValue == .string("year")
            else { return .anything }
            return mapped(expression, range(arguments[varying]), isRising: true) { value in
                arguments.indices.map { $0 == varying ? value : arguments[$0] }
            }
        case .and, .or, .not, .isNull, .compare, .isIn, .like:
            let outcomes = self.outcomes(expression)
            return ValueRange(
                lower: outcomes.canBeFalse ? nil : .boolean(true),
                upper: outcomes.canBeTrue ? nil : .boolean(false),
                canBeNull: outcomes.canBeNull,
                canBeValue: outcomes.canBeTrue || outcomes.canBeFalse)
        default: return .anything
        }
    }

    private func columnRange(_ expression: BoundExpression, _ path: [String]) -> ValueRange {
        guard let place = places[path], let known = bounds[place] else { return .anything }
        let isAllNull = known.nullCount.map { $0 > 0 && $0 >= (rowCount ?? .max) } ?? false
        // A null struct makes its fields null, and not every writer counts that.
        let canBeNull = known.nullCount != 0 || path.count > 1
        var range = ValueRange(
            lower: usable(known.min, expression.type), upper: usable(known.max, expression.type),
            canBeNull: canBeNull, canBeValue: !isAllNull)
        // NaN is greater than every number, and no writer counts it into the maximum.
        if expression.type.isFloating { range.upper = nil }
        return range
    }

    /// A bound, where it is of the column's type.
    private func usable(_ bound: Scalar?, _ type: DataType) -> Scalar? {
        guard let bound, !bound.isNull, !bound.isNaN, bound.fits(type) else { return nil }
        return bound
    }

    /// `column + constant`, `column - constant`, `constant - column`.
    private func sum(
        _ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression,
        _ expression: BoundExpression
    ) -> ValueRange {
        guard operation == .add || operation == .subtract, !expression.isLenient else {
            return .anything
        }
        if right.literalValue != nil {
            return mapped(expression, range(left), isRising: true) { [$0, right] }
        }
        if left.literalValue != nil {
            return mapped(expression, range(right), isRising: operation == .add) { [left, $0] }
        }
        return .anything
    }

    /// The range of a function that rises (or falls) with its argument: the function of the
    /// argument's bounds. A bound that the function has no value for is no bound.
    private func mapped(
        _ expression: BoundExpression, _ argument: ValueRange, isRising: Bool,
        _ arguments: (BoundExpression) -> [BoundExpression]
    ) -> ValueRange {
        let operand = expression.node.varyingOperand
        func apply(_ bound: Scalar?) -> Scalar? {
            guard let bound, let operand else { return nil }
            let literal = BoundExpression(literal: bound, operand.type)
            let vectors = arguments(literal).map {
                Vector(constant: $0.literalValue ?? .null, $0.type)
            }
            let context = KernelContext(nil, nil, nil)
            guard let result = try? Kernels.run(expression, vectors, 1, context) else { return nil }
            let value = result.array.scalar(at: 0)
            return value.isNull || value.isNaN ? nil : value
        }
        let (low, high) = (apply(argument.lower), apply(argument.upper))
        return ValueRange(
            lower: isRising ? low : high, upper: isRising ? high : low, canBeNull: true,
            canBeValue: argument.canBeValue)
    }
}

extension Outcomes {
    init(_ canBeTrue: Bool, _ canBeFalse: Bool) {
        self.init(canBeTrue: canBeTrue, canBeFalse: canBeFalse, canBeNull: false)
    }
}

extension BoundExpression {
    /// Whether a cast keeps the order of values (it may make different values equal).
    func isMonotoneCast(to target: DataType) -> Bool {
        if type.isNumeric && target.isNumeric { return true }
        return type.isDateOrTimestamp && target.isDateOrTimestamp
    }
}

extension BoundExpression.Node {
    /// The operand of a function of one varying operand.
    fileprivate var varyingOperand: BoundExpression? {
        children.first { $0.literalValue == nil }
    }
}

extension Function {
    /// The argument that the function rises with.
    fileprivate var risingArgument: Int? {
        switch self {
        case .floor, .ceiling, .round, .dateAdd, .dateSubtract, .unixSeconds, .unixMilliseconds,
            .unixMicroseconds, .unixDate, .dateFromUnixDate, .timestampFromMicroseconds,
            .timestampFromMilliseconds, .lastDay:
            0
        case .extract, .truncateTimestamp, .truncateDate: 1
        default: nil
        }
    }
}

extension Scalar {
    /// Whether this is a value of `type`.
    func fits(_ type: DataType) -> Bool {
        switch (self, type) {
        case (.boolean, .boolean), (.int8, .int8), (.int16, .int16), (.int32, .int32),
            (.int64, .int64), (.float32, .float32), (.float64, .float64), (.string, .string),
            (.binary, .binary), (.date, .date), (.timestamp, .timestamp),
            (.timestampNTZ, .timestampNTZ):
            true
        case (.decimal(_, let own), .decimal(let wanted)): own == wanted
        default: false
        }
    }
}
