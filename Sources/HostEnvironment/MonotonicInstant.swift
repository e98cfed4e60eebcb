// The clock for timers and measurements. Its origin means nothing; only differences do.

/// A point on a clock that never goes back, for deadlines and for measuring how long work took.
public struct MonotonicInstant: Sendable, Hashable, InstantProtocol {
    /// The time since an arbitrary origin, the same for every instant of one environment.
    public var sinceOrigin: Duration

    public init(sinceOrigin: Duration) {
        self.sinceOrigin = sinceOrigin
    }

    public func advanced(by duration: Duration) -> MonotonicInstant {
        MonotonicInstant(sinceOrigin: sinceOrigin + duration)
    }

    public func duration(to other: MonotonicInstant) -> Duration {
        other.sinceOrigin - sinceOrigin
    }

    public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.sinceOrigin < right.sinceOrigin
    }
}
