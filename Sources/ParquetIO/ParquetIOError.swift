// What came between a Parquet file and its reader or writer: the store, the format, or the host.

import HostEnvironment
public import ObjectStorage
public import Parquet

/// A failure to read or write a Parquet object.
public struct ParquetIOError: Error, Sendable {
    /// What kind of failure it is.
    public enum Code: Hashable, Sendable {
        /// The store did not give or take the bytes.
        case storage(ObjectStorageError.Code)
        /// The bytes are not the Parquet that was expected, or cannot become it.
        case format(ParquetError.Code)
        /// The host has no memory for it.
        case memory
        /// The object was replaced while it was being read.
        case changed
        /// The task was cancelled.
        case cancelled
    }

    /// What the caller can do about it.
    public enum Recovery: Hashable, Sendable {
        case retry
        case refreshAndRetry
        case fixInput
        case fatal
    }

    public let code: Code
    /// What happened, in a sentence.
    public let message: String
    /// The object concerned.
    public let path: ObjectPath
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, path: ObjectPath, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.cause = cause
    }

    public var recovery: Recovery {
        switch code {
        case .storage:
            switch (cause as? ObjectStorageError)?.recovery {
            case .retry: .retry
            case .refreshAndRetry: .refreshAndRetry
            case .fixInput: .fixInput
            case .fatal, nil: .fatal
            }
        case .format: .fixInput
        case .memory: .retry
        case .changed: .refreshAndRetry
        case .cancelled: .fatal
        }
    }
}

extension ParquetIOError {
    init(_ error: ObjectStorageError, path: ObjectPath) {
        self.init(.storage(error.code), error.message, path: path, cause: error)
    }

    init(_ error: ParquetError, path: ObjectPath) {
        self.init(.format(error.code), error.description, path: path, cause: error)
    }

    init(_ error: HostEnvironmentError, path: ObjectPath) {
        self.init(
            error.code == .cancelled ? .cancelled : .memory, error.message, path: path,
            cause: error)
    }

    /// For calls that cannot say what they throw.
    init(any error: any Error, path: ObjectPath) {
        switch error {
        case let error as ParquetIOError: self = error
        case let error as ObjectStorageError: self.init(error, path: path)
        case let error as ParquetError: self.init(error, path: path)
        case let error as HostEnvironmentError: self.init(error, path: path)
        case is CancellationError:
            self.init(.cancelled, "the task was cancelled", path: path, cause: error)
        default: self.init(.storage(.ioError), "\(error)", path: path, cause: error)
        }
    }
}

extension ParquetIOError: CustomStringConvertible {
    public var description: String { "\(path): \(message)" }
}
