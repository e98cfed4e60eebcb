/// The bounds of a backfill.
package enum BackfillLimits {
    /// Application ids that a job leaves in the table; also the most units in flight.
    package static let lanes = 64
    /// Files of one plan.
    package static let filesMax = 10_000_000
    /// Bytes of a stored plan.
    package static let planBytesMax = 1 << 31
    /// Bytes of input of one unit, unless asked otherwise.
    package static let unitBytes: Int64 = 128 << 20
    /// Characters of a job's name.
    package static let jobNameCharactersMax = 100
}
