// Bugs on purpose. The simulator must be seen to find what it claims to find, so a simulated host
// can hand a weakness down to the engine; the system's host never does, and nothing outside of
// this package can (spec/simulation.md).

/// Ways in which the engine may be made to fail its promises.
package struct PlantedWeaknesses: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Vacuum keeps the files of the newest version only.
    package static let vacuumIgnoresRetainedVersions = Self(rawValue: 1 << 0)
    /// Only the very version that an application has reached counts as reached.
    package static let comparesTransactionsForEquality = Self(rawValue: 1 << 1)
    /// A stream writes down what a batch is when the table has it.
    package static let logsOffsetsAfterCommit = Self(rawValue: 1 << 2)
    /// A backfill's unit is marked in one commit and its rows come in the next.
    package static let marksUnitsBeforeTheirRows = Self(rawValue: 1 << 3)
    /// Log files go before the checkpoint that replaces them is written.
    package static let cleansUpBeforeCheckpoint = Self(rawValue: 1 << 4)
    /// A commit goes on to the next version while a put of its own may still land.
    package static let leavesUnresolvedVersions = Self(rawValue: 1 << 5)
    /// A new deletion vector of a file forgets the rows of the one before.
    package static let lastDeletionVectorWins = Self(rawValue: 1 << 6)
    /// Files that a winner added are not looked at by who looked for rows before.
    package static let ignoresFilesOfWinners = Self(rawValue: 1 << 7)
    /// An optimize keeps what it has written of files whose rows were deleted meanwhile.
    package static let optimizesOverDeletes = Self(rawValue: 1 << 8)
    /// Rows that were checked before a constraint came are appended behind it unchecked.
    package static let appendsOverConstraints = Self(rawValue: 1 << 9)
    /// A commit that goes behind others keeps the time of its first attempt.
    package static let keepsFirstCommitTime = Self(rawValue: 1 << 10)
    /// A commit whose put was not answered counts as failed, and its files go.
    package static let discardsUnknownCommits = Self(rawValue: 1 << 11)
}
