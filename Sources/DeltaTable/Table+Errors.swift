// Failures of the layers below in the words of tables: one mapping for all verbs.

import DeltaLog
import DeltaProtocol
import Expressions
import ObjectStorage
import Parquet

extension Table {
    /// Runs a part of a verb; what it throws comes out as `TableError` with this table's place.
    package func translatingErrors<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw Self.translate(error, location)
        }
    }

    /// The error of a verb; cancellation stays what it is.
    package static func translate(_ error: any Error, _ location: String) -> any Error {
        switch error {
        case let error as TableError: return error.at(table: location)
        case let error as DeltaLogError:
            if error.code == .cancelled { return CancellationError() }
            var translated = TableError(error.tableCode, "\(error)")
            translated.path = error.context.path
            return translated.at(table: location)
        case let error as DeltaProtocolError:
            return translate(DeltaLogError(error), location)
        case let error as ObjectStorageError:
            if error.code == .cancelled { return CancellationError() }
            return TableError(.storage, "\(error)").at(table: location, path: error.path?.key)
        case let error as ParquetError:
            return TableError(.corrupt, "\(error)").at(table: location)
        case let error as ExpressionError:
            return TableError(.invalidExpression, "\(error)").at(table: location)
        default: return error
        }
    }
}

extension DeltaLogError {
    fileprivate var tableCode: TableError.Code {
        switch code {
        case .tableNotFound: .tableNotFound
        case .tableExists: .tableExists
        case .versionNotFound: .versionNotFound
        case .corruptLog: .corrupt
        case .unsupportedTableFeature: .unsupportedFeature
        case .invalidCommit: .invalidRequest
        case .storage, .cancelled: .storage
        case .attemptsExhausted: .conflict
        }
    }
}
