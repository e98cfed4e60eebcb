// When a batch starts. The names and meanings are Spark Structured Streaming's.

/// When a stream looks for new data and runs a batch.
public enum Trigger: Sendable, Hashable {
    /// At multiples of the duration since 1970; a boundary that was missed starts a batch at
    /// once, and no queue of missed ones builds up. Without new data there is no batch.
    case interval(Duration)
    /// As soon as the batch before has ended and there is new data.
    case asSoonAsPossible
    /// Everything that is there at the start, in batches of the limits; then the stream ends.
    case availableNow
    /// Everything that is there in one batch, whatever the limits; then the stream ends.
    case once

    /// Reads `asap`, `once`, `available-now` or a duration such as `500ms`, `10s`, `5m`, `1h`.
    ///
    /// - Throws: `bindingInvalid`.
    public init(parsing text: String) throws(StreamingError) {
        switch text {
        case "asap", "as-soon-as-possible": self = .asSoonAsPossible
        case "once": self = .once
        case "available-now": self = .availableNow
        default:
            guard let milliseconds = Self.milliseconds(text), milliseconds > 0 else {
                throw StreamingError(
                    .bindingInvalid,
                    "'\(text)' is no trigger; use asap, once, available-now, or a duration such "
                        + "as 500ms, 10s, 5m or 1h")
            }
            self = .interval(.milliseconds(milliseconds))
        }
    }

    private static func milliseconds(_ text: String) -> Int64? {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for (unit, factor) in units where text.hasSuffix(unit) {
            guard let value = Int64(text.dropLast(unit.count)) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        return nil
    }

    /// Whether the stream ends by itself.
    var ends: Bool { self == .availableNow || self == .once }
}
