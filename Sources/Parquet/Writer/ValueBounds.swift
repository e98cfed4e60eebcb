// The least and the greatest value of a chunk, as the file orders them.

import BinaryIO
import Columnar

/// Bounds of values, exact.
enum ValueBounds: Sendable {
    case boolean(Bool, Bool)
    case int32(Int32, Int32)
    case int64(Int64, Int64)
    case uint32(UInt32, UInt32)
    case uint64(UInt64, UInt64)
    /// Never NaN; a zero is -0 as the least and +0 as the greatest.
    case float(Float, Float)
    case double(Double, Double)
    case decimal(Int128, Int128)
    case bytes([UInt8], [UInt8])

    /// The bounds of both.
    func union(_ other: ValueBounds) -> ValueBounds {
        switch (self, other) {
        case (.boolean(let a, let b), .boolean(let c, let d)): .boolean(a && c, b || d)
        case (.int32(let a, let b), .int32(let c, let d)): .int32(min(a, c), max(b, d))
        case (.int64(let a, let b), .int64(let c, let d)): .int64(min(a, c), max(b, d))
        case (.uint32(let a, let b), .uint32(let c, let d)): .uint32(min(a, c), max(b, d))
        case (.uint64(let a, let b), .uint64(let c, let d)): .uint64(min(a, c), max(b, d))
        case (.float(let a, let b), .float(let c, let d)): .float(min(a, c), max(b, d))
        case (.double(let a, let b), .double(let c, let d)): .double(min(a, c), max(b, d))
        case (.decimal(let a, let b), .decimal(let c, let d)): .decimal(min(a, c), max(b, d))
        case (.bytes(let a, let b), .bytes(let c, let d)):
            .bytes(
                c.lexicographicallyPrecedes(a) ? c : a, b.lexicographicallyPrecedes(d) ? d : b)
        default: self
        }
    }

    /// Whether neither bound is above that of `other`.
    func isInOrder(before other: ValueBounds) -> Bool {
        switch (self, other) {
        case (.boolean(let a, let b), .boolean(let c, let d)): (!a || c) && (!b || d)
        case (.int32(let a, let b), .int32(let c, let d)): a <= c && b <= d
        case (.int64(let a, let b), .int64(let c, let d)): a <= c && b <= d
        case (.uint32(let a, let b), .uint32(let c, let d)): a <= c && b <= d
        case (.uint64(let a, let b), .uint64(let c, let d)): a <= c && b <= d
        case (.float(let a, let b), .float(let c, let d)): a <= c && b <= d
        case (.double(let a, let b), .double(let c, let d)): a <= c && b <= d
        case (.decimal(let a, let b), .decimal(let c, let d)): a <= c && b <= d
        case (.bytes(let a, let b), .bytes(let c, let d)):
            !c.lexicographicallyPrecedes(a) && !d.lexicographicallyPrecedes(b)
        default: false
        }
    }

    /// Whether the bounds are values of the column: a zero may stand for the other zero.
    var isExact: (least: Bool, greatest: Bool) {
        switch self {
        case .float(let least, let greatest): (least != 0, greatest != 0)
        case .double(let least, let greatest): (least != 0, greatest != 0)
        default: (true, true)
        }
    }

    /// The bounds as values of a column of `type`.
    func scalars(_ type: DataType) -> (least: Scalar, greatest: Scalar)? {
        switch self {
        case .boolean(let least, let greatest): return (.boolean(least), .boolean(greatest))
        case .int32(let least, let greatest):
            return Self.pair(Int128(least), Int128(greatest), type)
        case .int64(let least, let greatest):
            return Self.pair(Int128(least), Int128(greatest), type)
        case .uint32(let least, let greatest):
            return Self.pair(Int128(least), Int128(greatest), type)
        case .uint64(let least, let greatest):
            return Self.pair(Int128(least), Int128(greatest), type)
        case .decimal(let least, let greatest): return Self.pair(least, greatest, type)
        case .float(let least, let greatest): return (.float32(least), .float32(greatest))
        case .double(let least, let greatest): return (.float64(least), .float64(greatest))
        case .bytes(let least, let greatest):
            guard type == .string else { return (.binary(least), .binary(greatest)) }
            return (
                .string(String(decoding: least, as: UTF8.self)),
                .string(String(decoding: greatest, as: UTF8.self))
            )
        }
    }

    private static func pair(
        _ least: Int128, _ greatest: Int128, _ type: DataType
    ) -> (least: Scalar, greatest: Scalar)? {
        guard let first = Scalar(integer: least, type: type),
            let second = Scalar(integer: greatest, type: type)
        else { return nil }
        return (first, second)
    }
}

extension Scalar {
    /// A value of a type that is stored as an integer; nil where it is none or does not fit.
    init?(integer value: Int128, type: DataType) {
        switch type {
        case .int8:
            guard let value = Int8(exactly: value) else { return nil }
            self = .int8(value)
        case .int16:
            guard let value = Int16(exactly: value) else { return nil }
            self = .int16(value)
        case .int32:
            guard let value = Int32(exactly: value) else { return nil }
            self = .int32(value)
        case .date:
            guard let value = Int32(exactly: value) else { return nil }
            self = .date(value)
        case .int64:
            guard let value = Int64(exactly: value) else { return nil }
            self = .int64(value)
        case .timestamp:
            guard let value = Int64(exactly: value) else { return nil }
            self = .timestamp(value)
        case .timestampNTZ:
            guard let value = Int64(exactly: value) else { return nil }
            self = .timestampNTZ(value)
        case .decimal(let decimal): self = .decimal(value, decimal)
        default: return nil
        }
    }
}
