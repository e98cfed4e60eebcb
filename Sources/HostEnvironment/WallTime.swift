// Points in time as the engine sees them. Two types, so that a timestamp that is written into a
// table can never be mistaken for a timer: `WallTime` may jump, `MonotonicInstant` never goes back.

/// A point in civil time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct WallTime: Sendable, Hashable, Comparable {
    /// Microseconds since the epoch; negative before 1970.
    public var microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A point in time from milliseconds since the epoch, the unit of the Delta log; saturates.
    public init(milliseconds: Int64) {
        let (value, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        self.microseconds = overflow ? (milliseconds < 0 ? .min : .max) : value
    }

    /// Whole milliseconds since the epoch, rounded towards the past.
    public var milliseconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// This point moved by `duration`, which may be negative; saturates at the ends of time.
    public func advanced(by duration: Duration) -> WallTime {
        let (value, overflow) = microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        return WallTime(
            microseconds: overflow ? (duration < .zero ? .min : .max) : value)
    }

    /// The time from this point until `other`; negative where `other` is earlier; saturates.
    public func duration(to other: WallTime) -> Duration {
        let (value, overflow) = other.microseconds.subtractingReportingOverflow(microseconds)
        return .microseconds(overflow ? (other < self ? Int64.min : Int64.max) : value)
    }

    public static func < (left: WallTime, right: WallTime) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Duration {
    /// Whole microseconds, rounded towards zero, saturating at the ends of `Int64`.
    public var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, scaledOverflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, sumOverflow) = scaled.addingReportingOverflow(
            attoseconds / 1_000_000_000_000)
        guard scaledOverflow || sumOverflow else { return sum }
        return seconds < 0 ? .min : .max
    }
}
