import Columnar

/// The values that an expression can have in some rows.
struct ValueRange {
    /// No value is less; nil where nothing is known.
    var lower: Scalar?
    /// No value is greater; nil where nothing is known. NaN is greater than any number.
    var upper: Scalar?
    var canBeNull: Bool
    /// Whether any row has a value.
    var canBeValue: Bool

    /// Nothing is known.
    static let anything = ValueRange(lower: nil, upper: nil, canBeNull: true, canBeValue: true)

    /// One value, or null.
    static func point(_ value: Scalar) -> ValueRange {
        if value.isNull {
            return ValueRange(lower: nil, upper: nil, canBeNull: true, canBeValue: false)
        }
        let bound = value.isNaN ? nil : value
        return ValueRange(lower: bound, upper: bound, canBeNull: false, canBeValue: true)
    }
}

/// What a condition can be in some rows.
struct Outcomes {
    var canBeTrue: Bool
    var canBeFalse: Bool
    var canBeNull: Bool

    static let anything = Outcomes(canBeTrue: true, canBeFalse: true, canBeNull: true)

    var negated: Outcomes {
        Outcomes(canBeTrue: canBeFalse, canBeFalse: canBeTrue, canBeNull: canBeNull)
    }

    func and(_ other: Outcomes) -> Outcomes {
        Outcomes(
            canBeTrue: canBeTrue && other.canBeTrue, canBeFalse: canBeFalse || other.canBeFalse,
            canBeNull: canBeNull && (other.canBeTrue || other.canBeNull)
                || other.canBeNull && (canBeTrue || canBeNull))
    }
}

extension Scalar {
    var isNaN: Bool {
        switch self {
        case .float32(let value): value.isNaN
        case .float64(let value): value.isNaN
        default: false
        }
    }

    /// Below zero, zero or above zero as this is less, equal or greater; nil where the two cannot
    /// be compared.
    func order(_ other: Scalar) -> Int? {
        switch (self, other) {
        case (.boolean(let a), .boolean(let b)): Self.sign(a ? 1 : 0, b ? 1 : 0)
        case (.int8(let a), .int8(let b)): Self.sign(a, b)
        case (.int16(let a), .int16(let b)): Self.sign(a, b)
        case (.int32(let a), .int32(let b)): Self.sign(a, b)
        case (.int64(let a), .int64(let b)): Self.sign(a, b)
        case (.date(let a), .date(let b)): Self.sign(a, b)
        case (.timestamp(let a), .timestamp(let b)): Self.sign(a, b)
        case (.timestampNTZ(let a), .timestampNTZ(let b)): Self.sign(a, b)
        case (.float32(let a), .float32(let b)): a.isNaN || b.isNaN ? nil : Self.sign(a, b)
        case (.float64(let a), .float64(let b)): a.isNaN || b.isNaN ? nil : Self.sign(a, b)
        case (.decimal(let a, let x), .decimal(let b, let y)) where x.scale == y.scale:
            Self.sign(a, b)
        case (.string(let a), .string(let b)): Self.order(Array(a.utf8), Array(b.utf8))
        case (.binary(let a), .binary(let b)): Self.order(a, b)
        default: nil
        }
    }

    private static func sign<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a == b ? 0 : 1 }

    private static func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
        a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
    }
}
