/// The bounds of verbs on tables.
package enum TableLimits {
    /// How often an operation that lost a race is planned again.
    package static let planAttemptsMax = 1000
    /// How wrong the clocks of writers and of the store may be to each other.
    package static let clockSkewMax = Duration.seconds(3600)
    /// Files of a scan that are opened before their turn.
    package static let filesAheadMax = 4
}
