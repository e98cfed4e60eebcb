// Every bound of reading and committing, with its unit; all can be set where a log is opened.

/// Bounds on the work of one log.
package struct DeltaLogLimits: Sendable {
    /// Commits that are read and parsed at once, as groups.
    package var concurrentReadsMax = 8
    /// Commits in one group of reads.
    package var commitsPerRead = 64
    /// Bytes after which a group of reads takes no more commits.
    package var readBytesTarget = 16 << 20
    /// Bytes of one commit.
    package var commitBytesMax = 1 << 30
    /// Row groups of a checkpoint that are decoded at once; each holds its actions in memory.
    package var checkpointRowGroupsAtOnce = 2
    /// Bytes of a checkpoint up to which its files are kept once somebody has asked for them: a
    /// larger one is read anew for each who lists them.
    package var keptCheckpointBytes = 8 << 20
    /// File actions in a sidecar of a V2 checkpoint after which the next one begins.
    package var sidecarActionsMax = 1 << 20
    /// Bytes of what a V2 checkpoint holds besides files; where there is more, the checkpoint is a
    /// classic one.
    package var checkpointHeadBytesMax = 64 << 20
    /// How long a sidecar is left alone that nobody refers to: it may belong to a checkpoint that
    /// is being written.
    package var sidecarAgeMin: Duration = .seconds(24 * 3600)
    /// How often a listing is repeated when files vanish between listing and reading.
    package var relistMax = 5
    /// Versions that one commit may be beaten to before it gives up.
    package var lostRacesMax = 1000
    /// Failures of the store that one commit survives, between two successes.
    package var storeFailuresMax = 20
    /// How long a commit goes on trying, from its first put.
    package var commitDuration: Duration = .seconds(600)
    /// How long after it was observed the version after a snapshot is asked for by its name,
    /// without a listing; far below any retention of logs.
    package var freshSnapshotAge: Duration = .seconds(600)
    /// The first pause after a failure or a lost race; pauses double and are drawn at random below.
    package var backoffBase: Duration = .milliseconds(5)
    /// The longest pause behind a failure.
    package var backoffCap: Duration = .seconds(5)
    /// The longest pause behind a lost race. A race is lost because another writer has won, so the
    /// log goes on whatever the pause; who waits longer the more often it has lost is starved.
    package var raceBackoffCap: Duration = .milliseconds(40)

    package init() {}
}
