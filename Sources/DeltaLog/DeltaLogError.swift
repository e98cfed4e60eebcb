// What can go wrong with a table's log. Conflicts between writers and unknown outcomes are not
// errors here: they are outcomes of a commit (`CommitOutcome`).

package import DeltaProtocol
package import ObjectStorage

/// A failure of reading, committing to or maintaining a log.
package struct DeltaLogError: Error, Sendable {
    /// Kinds of failure; stable, unlike messages.
    package enum Code: String, Hashable, Sendable {
        /// There is no table at the place.
        case tableNotFound
        /// There is a table already.
        case tableExists
        /// The version, or a version of that time, is not there, or no longer.
        case versionNotFound
        /// The log contradicts itself or cannot be read.
        case corruptLog
        /// The table needs a feature that is not supported.
        case unsupportedTableFeature
        /// The commit breaks a rule of the protocol or of the table.
        case invalidCommit
        /// The store failed.
        case storage
        /// A bound on attempts was reached.
        case attemptsExhausted
        /// The task was cancelled, and nothing was committed.
        case cancelled
    }

    /// What can be done.
    package enum Recovery: Hashable, Sendable {
        case retry
        case refreshAndRetry
        case fixInput
        case fatal
    }

    /// Where it went wrong, as far as it is known.
    package struct Context: Hashable, Sendable {
        /// The file, relative to the table.
        package var path: String?
        package var version: TableVersion?
        /// The table feature, in the protocol's spelling.
        package var feature: String?
        /// The line of the commit, from 1.
        package var line: Int?

        package init() {}
    }

    package var code: Code
    package var message: String
    package var context: Context
    package var cause: (any Error)?

    package init(
        _ code: Code, _ message: String, path: String? = nil, version: TableVersion? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        context = Context()
        context.path = path
        context.version = version
        self.cause = cause
    }

    package var recovery: Recovery {
        switch code {
        case .tableNotFound, .tableExists, .versionNotFound, .invalidCommit: .fixInput
        case .corruptLog, .unsupportedTableFeature: .fatal
        case .attemptsExhausted: .refreshAndRetry
        case .cancelled: .retry
        case .storage:
            switch (cause as? ObjectStorageError)?.recovery {
            case .retry?: .retry
            case .refreshAndRetry?: .refreshAndRetry
            case .fixInput?: .fixInput
            default: .fatal
            }
        }
    }
}

extension DeltaLogError {
    /// A defect of the log's words, with the file and version that hold them.
    package init(_ error: DeltaProtocolError, path: String? = nil, version: TableVersion? = nil) {
        let code: Code =
            switch error.code {
            case .corruptAction, .reconcilingActions, .corruptSchema, .corruptVariant,
                .limitExceeded:
                .corruptLog
            case .unsupportedType, .unsupportedTableFeature: .unsupportedTableFeature
            case .invalidPath, .externalPath, .invalidPartitionValue, .invalidProperty:
                .corruptLog
            }
        self.init(
            code, error.message, path: path ?? error.context.path,
            version: version ?? error.context.version, cause: error)
        context.feature = error.context.feature
        context.line = error.context.line
        if let column = error.context.column { message += " (column \(column))" }
    }

    /// A failure of the store.
    package init(_ error: ObjectStorageError) {
        self.init(
            error.code == .cancelled ? .cancelled : .storage, error.message, path: error.path?.key,
            cause: error)
    }
}

extension DeltaLogError: CustomStringConvertible {
    package var description: String {
        var place: [String] = []
        if let path = context.path { place.append(path) }
        if let line = context.line { place.append("line \(line)") }
        if context.path == nil, let version = context.version { place.append("version \(version)") }
        return place.isEmpty ? message : "\(message) (\(place.joined(separator: ", ")))"
    }
}
