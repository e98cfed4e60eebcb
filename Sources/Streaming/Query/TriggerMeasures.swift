import HostEnvironment

/// What one trigger has cost and done so far.
struct TriggerMeasures {
    private var start: MonotonicInstant?
    /// Milliseconds by Spark's names.
    private(set) var durations: [String: Int64] = [:]
    var outcome = BatchOutcome()

    init(start: MonotonicInstant? = nil) {
        self.start = start
    }

    mutating func add(_ name: String, _ duration: Duration) {
        durations[name, default: 0] += duration.wholeMilliseconds
    }

    /// Milliseconds since the trigger fired.
    func elapsed(until now: MonotonicInstant) -> Int64 {
        start?.duration(to: now).wholeMilliseconds ?? 0
    }
}

/// What a batch did.
struct BatchOutcome: Sendable, Hashable {
    /// Rows of each source, bad ones included.
    var inputRows: [Int64] = []
    var outputRows: Int64 = 0
    var badRows: Int64 = 0
    var version: Int64?
}
