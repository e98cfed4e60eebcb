// Values that are picked out of a page: some are passed over, some are taken, and again.

/// A stretch of values of which the last ones are wanted.
struct ValueRun {
    /// Values before those that are wanted.
    var passed: Int
    var taken: Int
}

extension [ValueRun] {
    var takenCount: Int { reduce(0) { $0 + $1.taken } }

    /// All values, wanted or not.
    var spanCount: Int { reduce(0) { $0 + $1.passed + $1.taken } }
}
