// Sums of numbers that a stranger has written: the greatest value stands for all that is beyond.

extension FixedWidthInteger {
    /// The sum, or the greatest or least value where it does not fit.
    package func addingClamped(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other < 0 ? .min : .max
    }
}
