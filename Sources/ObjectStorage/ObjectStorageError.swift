// The failures of stores. The codes are few and mean the same in every store, because the commit
// protocol branches on them: above all on whether a failed put can have had an effect.

/// What a store could not do.
public struct ObjectStorageError: Error, Sendable {
    /// Kinds of failure; stable, unlike messages.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Nothing lies at the path.
        case notFound
        /// Something lies at the path already (`PutMode.create`).
        case alreadyExists
        /// Another state of the object lies at the path, or none (`PutMode.update`).
        case preconditionFailed
        /// The store asks to be called less; no effect.
        case throttled
        /// The store does not answer properly; a write may have had its effect.
        case unavailable
        /// The answer did not come in time; a write may have had its effect.
        case timeout
        /// The call failed after the point where it may have had its effect.
        case ambiguous
        /// The effect is visible, but it may not survive a power loss: the medium failed to
        /// synchronise it.
        case notDurable
        /// Access is refused.
        case permissionDenied
        /// The medium is full.
        case noSpace
        /// The medium fails.
        case ioError
        /// The path cannot be the key of an object.
        case invalidPath
        /// The path leads out of the store's root, or through a symbolic link.
        case outsideRoot
        /// Fewer bytes came than the object has.
        case shortRead
        /// A range that starts before the object.
        case invalidRange
        /// More than a limit of the store.
        case tooLarge
        /// The store, or what it lies on, cannot do this.
        case notSupported
        /// The task was cancelled before the call had an effect.
        case cancelled
    }

    /// What can be done.
    public enum Recovery: Sendable, Hashable {
        /// The same call may succeed later.
        case retry
        /// Look what the store holds now, then decide.
        case refreshAndRetry
        /// The caller asked for something that cannot be.
        case fixInput
        /// It needs a person.
        case fatal
    }

    /// The call that failed.
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case head, get, put, upload, list, delete
    }

    public var code: Code
    /// What happened, where, and what to do.
    public var message: String
    public var path: ObjectPath?
    public var operation: Operation?
    /// The operating system's error number, where one is behind this.
    public var errno: Int32?
    public var cause: (any Error)?

    public init(
        _ code: Code, _ operation: Operation?, _ message: String, path: ObjectPath? = nil,
        errno: Int32? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.operation = operation
        self.message = message
        self.path = path
        self.errno = errno
        self.cause = cause
    }

    public var recovery: Recovery {
        switch code {
        case .throttled, .unavailable, .timeout, .shortRead: .retry
        case .alreadyExists, .preconditionFailed, .ambiguous: .refreshAndRetry
        case .notFound, .invalidPath, .outsideRoot, .invalidRange, .tooLarge: .fixInput
        case .permissionDenied, .noSpace, .ioError, .notSupported, .cancelled, .notDurable: .fatal
        }
    }

    /// Whether a write that failed like this may nevertheless have had its effect, now or later.
    public var mayHaveHappened: Bool {
        switch code {
        case .ambiguous, .timeout, .unavailable, .notDurable: true
        default: false
        }
    }
}

extension ObjectStorageError: CustomStringConvertible {
    public var description: String {
        var text = message
        if let path { text += " [\(path)]" }
        if let cause { text += ": \(cause)" }
        return text
    }
}
