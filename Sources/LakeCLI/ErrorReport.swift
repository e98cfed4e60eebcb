// The one mapping from errors to messages and exit codes.

import ArgumentParser
import Backfill
import DeltaTable
import Expressions
import Glibc
import ObjectStorage
import Parquet
import ParquetIO
import Streaming

/// An error as a person and a script see it.
struct ErrorReport {
    let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    /// Prints the message to standard error and ends the process.
    func exit(from command: LakeCommand.Type) -> Never {
        if isFromArguments { command.exit(withError: error) }
        StandardError.write("Error: \(VisibleMessage.text(error))\n")
        Glibc.exit(code.rawValue)
    }

    /// Usage errors, help and the version are the argument parser's to print.
    private var isFromArguments: Bool {
        LakeCommand.exitCode(for: error) != .failure || error is ValidationError
            || error is CleanExit || error is ExitCode
    }

    /// What the error means to a script.
    var code: ExitCodes {
        switch error {
        case let error as TableError: error.exitCode
        case let error as BackfillError: error.exitCode
        case let error as StreamingError: error.exitCode
        case let error as ParquetIOError: error.exitCode
        case is ExpressionError: .usage
        default: .error
        }
    }
}

extension TableError {
    fileprivate var exitCode: ExitCodes {
        switch code {
        case .tableNotFound, .versionNotFound, .changeDataMissing: .notFound
        case .conflict, .applicationConflict: .conflict
        case .unsupportedFeature: .unsupported
        case .corrupt: .corrupt
        case .outcomeUnknown: .unknownOutcome
        case .invalidExpression, .columnNotFound: .usage
        case .tableExists, .schemaMismatch, .nullViolation, .constraintViolated, .invalidRequest,
            .storage, .appendOnly:
            .error
        }
    }
}

extension BackfillError {
    /// The failure behind this one decides, where it says more.
    fileprivate var exitCode: ExitCodes {
        switch code {
        case .planNotFound: return .notFound
        case .planCorrupt: return .corrupt
        case .outcomeUnknown: return .unknownOutcome
        case .laneTaken: return .conflict
        case .invalidJobName: return .usage
        case .planDiffers, .archiveEmpty, .archiveChanged, .pipelineUnusable, .unitFailed:
            guard let cause else { return .error }
            return ErrorReport(cause).code
        }
    }
}

extension StreamingError {
    fileprivate var exitCode: ExitCodes {
        switch code {
        case .configurationInvalid, .bindingInvalid, .pipelineInvalid, .pipelineUnsupported:
            return .usage
        case .checkpointCorrupt, .sourceCorrupt, .badRecords: return .corrupt
        case .concurrentRun, .tableDisagrees: return .conflict
        case .sourceMissing: return .notFound
        case .unknownOutcome: return .unknownOutcome
        case .checkpointOfAnotherQuery, .sourceChanged, .tooLarge:
            guard let cause else { return .error }
            return ErrorReport(cause).code
        }
    }
}

extension ParquetIOError {
    fileprivate var exitCode: ExitCodes {
        switch code {
        case .storage(.notFound): .notFound
        case .format(.encrypted), .format(.unsupported): .unsupported
        case .format(.unknownColumn): .usage
        case .format(.limitExceeded), .format(.schemaMismatch): .error
        case .format(.notParquet), .format(.corrupt), .format(.checksumMismatch): .corrupt
        case .storage, .memory, .changed, .cancelled: .error
        }
    }
}
