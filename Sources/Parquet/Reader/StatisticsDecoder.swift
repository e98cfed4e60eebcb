// Bounds from their PLAIN bytes to values, with the rules about which to believe.

import BinaryIO
import Columnar

/// Reads the bounds of one leaf column.
struct StatisticsDecoder {
    let column: ColumnDescriptor
    let order: ColumnOrder?

    struct Bounds {
        var minimum: Scalar?
        var maximum: Scalar?
        var isMinimumExact = false
        var isMaximumExact = false
    }

    func bounds(_ statistics: Statistics) -> Bounds {
        var bounds = Bounds()
        guard column.boundsOrder != .none else { return bounds }
        if order == .typeDefined || (order == .total && column.isFloating) {
            bounds.minimum = statistics.minValue.flatMap { scalar($0, isMinimum: true) }
            bounds.maximum = statistics.maxValue.flatMap { scalar($0, isMinimum: false) }
        } else if isSigned {
            // Of old, bounds were in signed order whatever the type; here that is the order.
            bounds.minimum = statistics.deprecatedMin.flatMap { scalar($0, isMinimum: true) }
            bounds.maximum = statistics.deprecatedMax.flatMap { scalar($0, isMinimum: false) }
        }
        if let minimum = bounds.minimum, let maximum = bounds.maximum,
            !Self.inOrder(minimum, maximum)
        {
            return Bounds()
        }
        // Bounds of fixed width are never cut.
        let isFixed = column.physicalType != .byteArray
        bounds.isMinimumExact =
            bounds.minimum != nil && (statistics.isMinValueExact ?? isFixed)
        bounds.isMaximumExact =
            bounds.maximum != nil && (statistics.isMaxValueExact ?? isFixed)
        return bounds
    }

    /// Whether both bounds are as long as the column's values, numbers, and the least not above
    /// the greatest. Bytes may have any length.
    func areValues(_ statistics: Statistics) -> Bool {
        guard column.boundsOrder != .none, order == .typeDefined else { return true }
        guard let low = statistics.minValue, let high = statistics.maxValue else { return false }
        switch column.conversion.conversion {
        case .null, .int96ToMicros: return true
        case .bytes, .text:
            return !high.array().lexicographicallyPrecedes(low.array())
        default:
            guard let minimum = scalar(low, isMinimum: true),
                let maximum = scalar(high, isMinimum: false)
            else { return false }
            return Self.inOrder(minimum, maximum)
        }
    }

    /// Whether the type's order is the signed one.
    private var isSigned: Bool {
        switch column.conversion.conversion {
        case .int32ToInt8, .int32ToInt16, .int32, .int32ToInt64, .int32ToInt128, .int64,
            .millisToMicros, .nanosToMicros, .int64ToInt128, .float32, .float64:
            true
        case .null, .boolean, .uint8ToInt16, .uint16ToInt32, .uint32ToInt64, .uint64ToInt128,
            .int96ToMicros, .float16, .bytes, .text, .decimalToInt64, .decimalToInt128:
            false
        }
    }

    static func inOrder(_ minimum: Scalar, _ maximum: Scalar) -> Bool {
        switch (minimum, maximum) {
        case (.boolean(let a), .boolean(let b)): !a || b
        case (.int8(let a), .int8(let b)): a <= b
        case (.int16(let a), .int16(let b)): a <= b
        case (.int32(let a), .int32(let b)), (.date(let a), .date(let b)): a <= b
        case (.int64(let a), .int64(let b)), (.timestamp(let a), .timestamp(let b)),
            (.timestampNTZ(let a), .timestampNTZ(let b)):
            a <= b
        case (.float32(let a), .float32(let b)): a <= b
        case (.float64(let a), .float64(let b)): a <= b
        case (.decimal(let a, _), .decimal(let b, _)): a <= b
        case (.string(let a), .string(let b)):
            !b.utf8.lexicographicallyPrecedes(a.utf8)
        case (.binary(let a), .binary(let b)): !b.lexicographicallyPrecedes(a)
        default: false
        }
    }

    private func scalar(_ bytes: Bytes, isMinimum: Bool) -> Scalar? {
        let type = column.conversion.type
        switch column.conversion.conversion {
        case .null, .int96ToMicros: return nil
        case .boolean: return bytes.count == 1 ? .boolean(bytes[0] != 0) : nil
        case .float32:
            return integer(bytes, 4).flatMap {
                Self.float(Float(bitPattern: UInt32(truncatingIfNeeded: $0)), isMinimum)
            }
        case .float64:
            return integer(bytes, 8).flatMap {
                Self.double(Double(bitPattern: UInt64(truncatingIfNeeded: $0)), isMinimum)
            }
        case .float16:
            return integer(bytes, 2).flatMap {
                Self.float(
                    Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))), isMinimum)
            }
        case .bytes:
            return .binary(bytes.array())
        case .text: return Self.text(bytes, isMinimum)
        case .decimalToInt64, .decimalToInt128:
            return bigEndian(bytes).flatMap { Scalar(integer: $0, type: type) }
        default: return number(bytes).flatMap { Scalar(integer: $0, type: type) }
        }
    }

    /// A bound of an integer column, as batches show its values.
    private func number(_ bytes: Bytes) -> Int128? {
        guard let bits = integer(bytes, column.physicalType == .int32 ? 4 : 8) else { return nil }
        let int32 = Int128(Int32(truncatingIfNeeded: bits))
        switch column.conversion.conversion {
        case .int32ToInt8, .int32ToInt16, .int32, .int32ToInt64, .int32ToInt128: return int32
        case .uint8ToInt16: return Int128(UInt8(truncatingIfNeeded: bits))
        case .uint16ToInt32: return Int128(UInt16(truncatingIfNeeded: bits))
        case .uint32ToInt64: return Int128(UInt32(truncatingIfNeeded: bits))
        case .uint64ToInt128: return Int128(bits)
        case .millisToMicros: return Int128(Int64(bitPattern: bits)) * 1000
        case .nanosToMicros:
            let nanos = Int64(bitPattern: bits)
            return Int128(nanos / 1000 - (nanos % 1000 < 0 ? 1 : 0))
        default: return Int128(Int64(bitPattern: bits))
        }
    }

    /// The bits of a little-endian integer of exactly `count` bytes.
    private func integer(_ bytes: Bytes, _ count: Int) -> UInt64? {
        bytes.count == count ? bytes.span.wordOrZeros(at: 0) : nil
    }

    private func bigEndian(_ bytes: Bytes) -> Int128? {
        guard (1...16).contains(bytes.count) else { return nil }
        var value: Int128 = bytes[0] >= 0x80 ? -1 : 0
        for byte in bytes.array() { value = value << 8 | Int128(byte) }
        return value
    }

    /// A zero bound may stand for the other zero too.
    private static func float(_ value: Float, _ isMinimum: Bool) -> Scalar? {
        if value.isNaN { return nil }
        return .float32(value == 0 ? (isMinimum ? -0.0 : 0.0) : value)
    }

    private static func double(_ value: Double, _ isMinimum: Bool) -> Scalar? {
        if value.isNaN { return nil }
        return .float64(value == 0 ? (isMinimum ? -0.0 : 0.0) : value)
    }

    /// A bound that was cut within a character: a least one stays one without the rest, a greatest
    /// one does not.
    private static func text(_ bytes: Bytes, _ isMinimum: Bool) -> Scalar? {
        if let text = bytes.utf8String() { return .string(text) }
        guard isMinimum else { return nil }
        for cut in 1...3 where cut <= bytes.count {
            if let text = bytes[0..<(bytes.count - cut)].utf8String() { return .string(text) }
        }
        return nil
    }
}
