import ArgumentParser
import DeltaProtocol
import HostEnvironment

/// A point in time in ISO 8601; without a zone it is UTC, a date alone is its first moment.
struct TimestampArgument: ExpressibleByArgument, Sendable {
    let time: WallTime

    init?(argument: String) {
        if let microseconds = TimestampText.microseconds(of: argument) {
            time = WallTime(microseconds: microseconds)
        } else if let days = TimestampText.days(of: argument) {
            time = WallTime(microseconds: Int64(days) * TimestampText.microsecondsPerDay)
        } else {
            return nil
        }
    }
}
