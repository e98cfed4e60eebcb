// The failures of streams. A message names the query, the file or the place in it, and the
// remedy; the code is for programs and is stable.

/// Why a stream could not start or go on.
public struct StreamingError: Error, Sendable {
    /// Kinds of failure; stable, unlike messages.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A configuration file that breaks its grammar or has unknown keys.
        case configurationInvalid
        /// A source, table or option that is missing or makes no sense.
        case bindingInvalid
        /// The pipeline's text cannot be read.
        case pipelineInvalid
        /// The pipeline asks for something that a stream cannot do.
        case pipelineUnsupported
        /// The checkpoint directory belongs to another query.
        case checkpointOfAnotherQuery
        /// Another run writes to the same checkpoint.
        case concurrentRun
        /// A file of the checkpoint cannot be understood.
        case checkpointCorrupt
        /// The table and the checkpoint disagree about what was committed.
        case tableDisagrees
        /// A source file is not what its offset says any more.
        case sourceChanged
        /// A source file is gone.
        case sourceMissing
        /// A source file cannot be read.
        case sourceCorrupt
        /// Bad records, where the user asked to stop at them.
        case badRecords
        /// Whether a commit happened could not be found out.
        case unknownOutcome
        /// A limit of this module.
        case tooLarge
    }

    /// What can be done.
    public enum Recovery: Sendable, Hashable {
        /// The same call may succeed later.
        case retry
        /// The caller must change something first.
        case fixInput
        /// It needs a person.
        case fatal
    }

    public var code: Code
    /// What happened, where, and what to do.
    public var message: String
    /// The file that this is about.
    public var path: String?
    /// The line in it, counted from 1.
    public var line: Int?
    public var cause: (any Error)?

    public init(
        _ code: Code, _ message: String, path: String? = nil, line: Int? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.path = path
        self.line = line
        self.cause = cause
    }

    public var recovery: Recovery {
        switch code {
        case .configurationInvalid, .bindingInvalid, .pipelineInvalid, .pipelineUnsupported,
            .checkpointOfAnotherQuery, .badRecords, .tooLarge:
            .fixInput
        case .unknownOutcome: .retry
        case .concurrentRun, .checkpointCorrupt, .tableDisagrees, .sourceChanged, .sourceMissing,
            .sourceCorrupt:
            .fatal
        }
    }
}

extension StreamingError: CustomStringConvertible {
    public var description: String {
        var text = ""
        if let path {
            text += path
            if let line { text += ":\(line)" }
            text += ": "
        } else if let line {
            text += "line \(line): "
        }
        text += message
        if let cause { text += ": \(cause)" }
        return text
    }
}
