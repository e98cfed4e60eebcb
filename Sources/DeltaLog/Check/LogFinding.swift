package import DeltaProtocol

/// Something that is wrong with a log, and where (spec/fsck.md).
package struct LogFinding: Hashable, Sendable {
    /// What kind of thing is wrong; stable, unlike messages.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Commits are missing between others.
        case versionGap
        /// The log's first versions cannot be reached, because no checkpoint stands before them.
        case unreachableVersions
        /// A commit cannot be read, or contradicts itself.
        case unreadableCommit
        /// A commit removes a file that the table does not have.
        case uselessRemove
        /// A commit's own time is missing, or not after that of the commit before.
        case commitTime
        /// Some parts of a checkpoint are missing.
        case incompleteCheckpoint
        /// No checkpoint names a sidecar.
        case orphanSidecar
        /// A checkpoint cannot be read.
        case unreadableCheckpoint
        /// A checkpoint says something else than the commits.
        case checkpointDiffers
        /// `_last_checkpoint` is garbage or names no checkpoint.
        case lastCheckpoint
        /// A version checksum says something else than the commits.
        case checksumDiffers
        /// A version checksum cannot be read.
        case unreadableChecksum
    }

    package let kind: Kind
    /// What was found, in a sentence.
    package let message: String
    /// The file of the log, relative to the table.
    package let path: String
    package let version: TableVersion?

    package init(_ kind: Kind, _ message: String, path: LogPath, version: TableVersion? = nil) {
        self.kind = kind
        self.message = message
        self.path = path.path
        self.version = version ?? path.version
    }

    /// About an object of the log's folder whose name says no version.
    init(_ kind: Kind, _ message: String, object path: String) {
        self.kind = kind
        self.message = message
        self.path = path
        version = nil
    }
}
