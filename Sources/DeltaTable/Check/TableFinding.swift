import DeltaLog
import DeltaProtocol

/// Something that is wrong with a table, and where (spec/fsck.md).
public struct TableFinding: Hashable, Sendable {
    /// How grave a finding is.
    public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
        /// A reader fails or gets wrong rows, or will.
        case error
        /// Against the protocol, and harms nobody now.
        case warning
        /// Worth knowing.
        case note

        public static func < (left: Severity, right: Severity) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    /// What kind of thing is wrong; stable, unlike messages.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Commits are missing between others, or before all.
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
        /// The newest version has one path twice.
        case doubledFile
        /// A file that the newest version needs is not there.
        case missingFile
        /// A file has another size than the log says.
        case sizeDiffers
        /// A file lies outside the table, where it is not looked for.
        case outsideFile
        /// An object that nothing refers to.
        case orphanFile
        /// A deletion vector cannot be read, or is not what the log says.
        case deletionVector
        /// Statistics of the log that are not legal, which readers leave out.
        case invalidStatistics
        /// A data file cannot be read.
        case unreadableFile
        /// A data file contradicts itself.
        case damagedFile
        /// A data file has another number of rows than the log's statistics say.
        case rowCountDiffers
        /// A value is outside the bounds that the log's statistics give, so rows get lost.
        case wrongStatistics

        public var severity: Severity {
            switch self {
            case .versionGap, .unreadableCommit, .commitTime, .unreadableCheckpoint,
                .checkpointDiffers, .checksumDiffers, .doubledFile, .missingFile, .sizeDiffers,
                .deletionVector, .unreadableFile, .damagedFile, .rowCountDiffers,
                .wrongStatistics:
                .error
            case .unreachableVersions, .uselessRemove, .incompleteCheckpoint, .lastCheckpoint,
                .unreadableChecksum, .invalidStatistics:
                .warning
            case .outsideFile, .orphanFile, .orphanSidecar: .note
            }
        }
    }

    public let kind: Kind
    /// What was found, in a sentence.
    public let message: String
    /// The file, relative to the table.
    public let path: String?
    public let version: Int64?
    public let column: String?

    public var severity: Severity { kind.severity }

    init(
        _ kind: Kind, _ message: String, path: String? = nil, version: Int64? = nil,
        column: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.path = path
        self.version = version
        self.column = column
    }

    init(_ finding: LogFinding) {
        self.init(
            Kind(finding.kind), finding.message, path: finding.path,
            version: finding.version?.number)
    }
}

extension TableFinding.Kind {
    init(_ kind: LogFinding.Kind) {
        switch kind {
        case .versionGap: self = .versionGap
        case .unreachableVersions: self = .unreachableVersions
        case .unreadableCommit: self = .unreadableCommit
        case .uselessRemove: self = .uselessRemove
        case .commitTime: self = .commitTime
        case .incompleteCheckpoint: self = .incompleteCheckpoint
        case .orphanSidecar: self = .orphanSidecar
        case .unreadableCheckpoint: self = .unreadableCheckpoint
        case .checkpointDiffers: self = .checkpointDiffers
        case .lastCheckpoint: self = .lastCheckpoint
        case .checksumDiffers: self = .checksumDiffers
        case .unreadableChecksum: self = .unreadableChecksum
        }
    }
}
