/// What went wrong with a backfill, and what to do.
public struct BackfillError: Error, Sendable, CustomStringConvertible {
    /// Kinds of failure; stable, unlike messages.
    public enum Code: String, Sendable, Hashable {
        /// The name of a job is not usable as part of a path.
        case invalidJobName
        /// There is no plan of this job under the table.
        case planNotFound
        /// The job was planned before, with other files or another pipeline.
        case planDiffers
        /// The stored plan cannot be read.
        case planCorrupt
        /// There are no files to load.
        case archiveEmpty
        /// A file of the archive is not what it was when the job was planned.
        case archiveChanged
        /// The pipeline does not say what to load, or where.
        case pipelineUnusable
        /// Another run has committed a unit's lane with other content.
        case laneTaken
        /// A unit could not be loaded.
        case unitFailed
        /// The outcome of a unit's commit is not known.
        case outcomeUnknown
    }

    /// What can be done.
    public enum Recovery: Sendable, Hashable {
        case retry
        case fixInput
        case fatal
    }

    public var code: Code
    /// What happened, where, and the remedy.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var recovery: Recovery {
        switch code {
        case .outcomeUnknown, .unitFailed: .retry
        case .invalidJobName, .planNotFound, .planDiffers, .archiveEmpty, .archiveChanged,
            .pipelineUnusable:
            .fixInput
        case .planCorrupt, .laneTaken: .fatal
        }
    }

    public var description: String {
        guard let cause else { return message }
        return "\(message): \(cause)"
    }
}
