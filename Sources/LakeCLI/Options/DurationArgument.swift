import ArgumentParser

/// A length of time as people write it: `500ms`, `10s`, `5m`, `168h`, `7d`.
struct DurationArgument: ExpressibleByArgument, Hashable, Sendable {
    let duration: Duration

    /// Units by suffix, in nanoseconds; the longer suffix first where one ends the other.
    private static let units: [(suffix: String, nanoseconds: Int64)] = [
        ("ms", 1_000_000),
        ("us", 1_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ]

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        for unit in Self.units where argument.hasSuffix(unit.suffix) {
            guard let count = Int64(argument.dropLast(unit.suffix.count)), count >= 0 else {
                continue
            }
            let (total, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
            guard !overflow else { return nil }
            duration = .nanoseconds(total)
            return
        }
        return nil
    }
}
