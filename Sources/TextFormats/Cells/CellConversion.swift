// What each fixed-width type accepts as text. A conversion answers nil for a cell that it does
// not hold; why, is worked out afterwards, off the hot path.

import Columnar
import JSONCodec

/// Turns one cell into one fixed-width value.
protocol CellConversion {
    associatedtype Value: BitwiseCopyable & Sendable
    /// What stands under a null.
    var zero: Value { get }
    /// The value, or nil. Never called with a null cell.
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Value?
}

/// Integers of every width.
struct IntegerConversion<Value: FixedWidthInteger & BitwiseCopyable & Sendable>: CellConversion {
    var zero: Value { 0 }

    @inline(__always)
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Value? {
        guard cell.kind == .number || cell.kind == .bare,
            let value = JSONNumber.int64(text.octets(cell))
        else { return nil }
        return Value(exactly: value)
    }
}

/// Doubles; also the words that JSON has no number for.
struct DoubleConversion: CellConversion {
    var zero: Double { 0 }

    @inline(__always)
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Double? {
        if cell.kind == .number { return JSONNumber.double(text.octets(cell)) }
        guard cell.kind == .string || cell.kind == .bare else { return nil }
        if let word = Self.word(JSONText(text.bytes(cell))) { return word }
        return cell.kind == .bare ? JSONNumber.double(text.octets(cell)) : nil
    }

    private static func word(_ text: borrowing JSONText) -> Double? {
        if text == "NaN" { return .nan }
        if text == "Infinity" { return .infinity }
        if text == "-Infinity" { return -.infinity }
        return nil
    }
}

/// Floats: the nearest one, refused where a finite number would become infinite.
struct FloatConversion: CellConversion {
    var zero: Float { 0 }

    @inline(__always)
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Float? {
        guard let wide = DoubleConversion().value(cell, text) else { return nil }
        let value = Float(wide)
        return value.isInfinite && wide.isFinite ? nil : value
    }
}

/// Decimals, exactly; also as strings, because many writers quote them.
struct DecimalConversion<Value: FixedWidthInteger & BitwiseCopyable & Sendable>: CellConversion {
    let type: DecimalType
    var zero: Value { 0 }

    @inline(__always)
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Value? {
        switch cell.kind {
        case .number, .bare, .string:
            guard
                let value = JSONNumber.decimal(
                    text.octets(cell), precision: type.precision, scale: type.scale)
            else { return nil }
            return Value(exactly: value)
        default: return nil
        }
    }
}

/// Days since 1970-01-01.
struct DateConversion: CellConversion {
    var zero: Int32 { 0 }

    @inline(__always)
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Int32? {
        guard cell.kind == .string || cell.kind == .bare else { return nil }
        return TimeText.date(text.octets(cell))
    }
}

/// Microseconds since 1970-01-01T00:00:00Z. Numbers are refused: their unit is not known.
struct TimestampConversion: CellConversion {
    var zero: Int64 { 0 }

    @inline(__always)
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Int64? {
        guard cell.kind == .string || cell.kind == .bare else { return nil }
        return TimeText.timestamp(text.octets(cell))
    }
}

/// Microseconds since 1970-01-01T00:00:00 on the same clock.
struct TimestampNTZConversion: CellConversion {
    var zero: Int64 { 0 }

    @inline(__always)
    func value(_ cell: TextCell, _ text: borrowing CellText) -> Int64? {
        guard cell.kind == .string || cell.kind == .bare else { return nil }
        return TimeText.timestampNTZ(text.octets(cell))
    }
}
