/// A length of calendar and clock time; months and days have no fixed length in microseconds.
public struct Interval: Hashable, Sendable {
    public let months: Int32
    public let days: Int32
    public let microseconds: Int64

    public init(months: Int32 = 0, days: Int32 = 0, microseconds: Int64 = 0) {
        self.months = months
        self.days = days
        self.microseconds = microseconds
    }

    /// The same length backwards; nil where a part has no opposite.
    var negated: Interval? {
        let months = Int32(0).subtractingReportingOverflow(self.months)
        let days = Int32(0).subtractingReportingOverflow(self.days)
        let rest = Int64(0).subtractingReportingOverflow(microseconds)
        guard !months.overflow, !days.overflow, !rest.overflow else { return nil }
        return Interval(
            months: months.partialValue, days: days.partialValue, microseconds: rest.partialValue)
    }
}
