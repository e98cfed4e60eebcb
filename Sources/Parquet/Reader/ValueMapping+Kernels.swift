// How one stored value of fixed width becomes one value of a column. The loop over values is
// generic over the mapping and called with concrete ones, so each has its own tight code.

/// Reads one stored value.
protocol ValueMapping: Sendable {
    associatedtype Output: BitwiseCopyable
    /// Bytes of a stored value.
    var storedBytes: Int { get }
    /// The value that is stored from `source` on. Sets `failed` where it cannot be held.
    func value(at source: UnsafeRawPointer, failed: inout Bool) -> Output
}

/// The low bytes of the stored integer, widened.
struct WidenedInteger<Low: FixedWidthInteger & BitwiseCopyable & Sendable, Output>: ValueMapping
where Output: FixedWidthInteger & BitwiseCopyable {
    let storedBytes: Int

    @inline(__always)
    func value(at source: UnsafeRawPointer, failed: inout Bool) -> Output {
        Output(truncatingIfNeeded: unsafe source.loadUnaligned(as: Low.self))
    }
}

/// Milliseconds to microseconds.
struct MillisToMicros: ValueMapping {
    var storedBytes: Int { 8 }

    @inline(__always)
    func value(at source: UnsafeRawPointer, failed: inout Bool) -> Int64 {
        let (micros, overflow) = unsafe source.loadUnaligned(as: Int64.self)
            .multipliedReportingOverflow(by: 1000)
        if overflow { failed = true }
        return micros
    }
}

/// Nanoseconds to microseconds, rounded down.
struct NanosToMicros: ValueMapping {
    var storedBytes: Int { 8 }

    @inline(__always)
    func value(at source: UnsafeRawPointer, failed: inout Bool) -> Int64 {
        let nanos = unsafe source.loadUnaligned(as: Int64.self)
        let micros = nanos / 1000
        return nanos % 1000 < 0 ? micros - 1 : micros
    }
}

/// INT96: nanoseconds of the day (8 bytes), then the Julian day (4 bytes).
struct Int96ToMicros: ValueMapping {
    /// The Julian day of 1970-01-01.
    private static let julianDayOfEpoch: Int64 = 2_440_588
    private static let microsPerDay: Int64 = 86_400_000_000

    var storedBytes: Int { 12 }

    @inline(__always)
    func value(at source: UnsafeRawPointer, failed: inout Bool) -> Int64 {
        var ignored = false
        let micros = unsafe NanosToMicros().value(at: source, failed: &ignored)
        let day = unsafe Int64(source.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let (start, overflow) = (day - Self.julianDayOfEpoch).multipliedReportingOverflow(
            by: Self.microsPerDay)
        let (sum, overflowOfSum) = start.addingReportingOverflow(micros)
        if overflow || overflowOfSum { failed = true }
        return sum
    }
}

/// IEEE 754 half precision.
struct HalfToFloat: ValueMapping {
    var storedBytes: Int { 2 }

    @inline(__always)
    func value(at source: UnsafeRawPointer, failed: inout Bool) -> Float {
        Float(Float16(bitPattern: unsafe source.loadUnaligned(as: UInt16.self)))
    }
}

/// Big-endian two's complement of any width.
struct BigEndianDecimal<Output: FixedWidthInteger & SignedInteger & BitwiseCopyable>: ValueMapping {
    let storedBytes: Int

    @inline(__always)
    func value(at source: UnsafeRawPointer, failed: inout Bool) -> Output {
        unsafe Self.value(at: source, count: storedBytes, failed: &failed)
    }

    /// The value of `count` bytes; none are zero.
    @inline(__always)
    static func value(
        at source: UnsafeRawPointer, count: Int, failed: inout Bool
    ) -> Output {
        guard count > 0 else { return 0 }
        let isNegative = unsafe source.load(as: UInt8.self) >= 0x80
        var value: Output = isNegative ? -1 : 0
        let surplus = count - MemoryLayout<Output>.size
        let sign: UInt8 = isNegative ? 0xFF : 0
        var index = 0
        while index < surplus {
            if unsafe source.load(fromByteOffset: index, as: UInt8.self) != sign { failed = true }
            index += 1
        }
        while index < count {
            let byte = unsafe source.load(fromByteOffset: index, as: UInt8.self)
            value = value &<< 8 | Output(byte)
            index += 1
        }
        if (value < 0) != isNegative { failed = true }
        return value
    }
}
