// When to try again: exponential back-off with full jitter, bounded by attempts and by time.

public import HostEnvironment

/// How a failed call is repeated.
public struct RetryPolicy: Sendable, Hashable {
    /// Calls in all, the first one included; at least 1.
    public var attemptsMax = 8
    /// The longest pause after the first failure; it doubles with each further one.
    public var delayFirstMax: Duration = .milliseconds(50)
    /// The longest pause ever.
    public var delayMax: Duration = .seconds(20)
    /// No call is begun after this much time.
    public var elapsedMax: Duration = .seconds(120)

    public init() {}

    /// The pause after failure number `failures`, 1 for the first: uniformly random up to a limit
    /// that doubles, so that those who failed together do not return together.
    public func delay(afterFailure failures: Int, in environment: HostEnvironment) -> Duration {
        let doublings = min(max(0, failures - 1), 30)
        let limit = min(delayMax, delayFirstMax * (1 << doublings))
        return environment.randomDuration(upTo: limit)
    }
}
