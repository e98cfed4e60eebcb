// Random predicates over given rows: constants are mostly values that occur, or lie just beside
// one, because that is where pruning goes wrong.

import Columnar
import Expressions

extension RandomPruningData {
    /// A predicate over the columns of `rows` that have an order.
    mutating func predicate(over rows: RecordBatch, depth: Int = 2) -> Expression {
        if depth > 0 {
            switch below(5) {
            case 0:
                return predicate(over: rows, depth: depth - 1) && predicate(over: rows, depth: 0)
            case 1:
                return predicate(over: rows, depth: depth - 1) || predicate(over: rows, depth: 0)
            case 2: return !predicate(over: rows, depth: depth - 1)
            default: break
            }
        }
        let column = below(rows.columns.count)
        let field = rows.schema[column]
        var reference = col(path: [field.name])
        var type = field.type
        var scalars = rows.columns[column]
        if case .struct(let members) = type, below(4) > 0,
            case .struct(let children) = scalars.flattened().storage
        {
            let member = below(members.count)
            reference = col(path: [field.name, members[member].name])
            type = members[member].type
            scalars = children[member]
        }
        guard !type.isNested, scalars.count > 0 else {
            return below(2) == 0 ? reference.isNull : reference.isNotNull
        }
        switch below(8) {
        case 0: return below(2) == 0 ? reference.isNull : reference.isNotNull
        case 1, 2:
            let values = (0...below(4)).map { _ in constant(scalars, type) }
            return reference.isIn(values.map { lit($0, type) })
        case 3 where type == .string:
            guard case .string(let text) = constant(scalars, type) else { return reference.isNull }
            return .call(
                "startswith", reference, lit(.string(String(text.prefix(1 + below(30)))), .string))
        default:
            let operators: [BinaryOperator] = [
                .equal, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
                .nullSafeEqual,
            ]
            let value = lit(constant(scalars, type), type)
            let operation = pick(operators)
            return below(6) == 0
                ? .binary(operation, value, reference) : .binary(operation, reference, value)
        }
    }

    /// A value of the column, one beside it, or another one of its type.
    private mutating func constant(_ values: ColumnArray, _ type: DataType) -> Scalar {
        let value = values.scalar(at: below(values.count))
        switch below(8) {
        case 0: return self.value(type, below(300))
        case 1: return beside(value)
        case 2 where value.isNull: return .null
        default: return value.isNull ? self.value(type, below(300)) : value
        }
    }

    private mutating func beside(_ value: Scalar) -> Scalar {
        let step = below(2) == 0 ? 1 : -1
        switch value {
        case .int8(let value): return .int8(value &+ Int8(step))
        case .int16(let value): return .int16(value &+ Int16(step))
        case .int32(let value): return .int32(value &+ Int32(step))
        case .int64(let value): return .int64(value &+ Int64(step))
        case .float32(let value): return .float32(step > 0 ? value.nextUp : value.nextDown)
        case .float64(let value): return .float64(step > 0 ? value.nextUp : value.nextDown)
        case .date(let value): return .date(value &+ Int32(step))
        case .timestamp(let value): return .timestamp(value &+ Int64(step))
        case .timestampNTZ(let value): return .timestampNTZ(value &+ Int64(step))
        case .decimal(let value, let type): return .decimal(value + Int128(step), type)
        case .string(let text): return .string(step > 0 ? text + "\u{0}" : String(text.dropLast()))
        case .binary(let bytes): return .binary(step > 0 ? bytes + [0] : bytes.dropLast())
        default: return value
        }
    }
}
