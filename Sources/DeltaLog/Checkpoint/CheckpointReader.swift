// Checkpoints into columns of file actions: texts stay in the decoded pages, partitions are told by
// their bytes, and only the few rows that are not about files become values one by one.

import Columnar
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// Reads the parts of one checkpoint.
struct CheckpointReader {
    let log: TableLog
    let checkpoint: CheckpointFiles

    /// Why a checkpoint was not read.
    enum Failure: Error {
        /// It is not there, or not a checkpoint: an older one or the commits may do.
        case unreadable(DeltaLogError)
        /// Something else is wrong.
        case other(DeltaLogError)
    }

    /// Hands every batch of every part to `absorb`.
    func read(
        into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) {
        for file in checkpoint.files { try await read(file, into: absorb) }
    }

    private func read(
        _ file: LogFile, into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) {
        do {
            var options = ReadOptions()
            options.keepsDictionaries = false
            let reader = try await ParquetObjectReader.open(
                try ObjectPath(file.path.path), in: log.store, environment: log.environment,
                options: options, size: file.size)
            let paths = CheckpointSchema.wantedPaths(in: reader.footer.schema)
            for try await batch in try reader.batches(.paths(paths)) {
                var decoder = CheckpointBatchDecoder(batch)
                let actions = try decoder.decode(version: checkpoint.version)
                try absorb(actions)
            }
        } catch {
            throw failure(error, file)
        }
    }

    private func failure(_ error: any Error, _ file: LogFile) -> Failure {
        let path = file.path.path
        switch error {
        case let error as DeltaLogError:
            return error.code == .corruptLog ? .unreadable(error) : .other(error)
        case let error as DeltaProtocolError:
            let mapped = DeltaLogError(error, path: path, version: checkpoint.version)
            return mapped.code == .corruptLog ? .unreadable(mapped) : .other(mapped)
        case let error as ParquetIOError:
            let isGone = error.code == .storage(.notFound) || error.code == .changed
            if case .format = error.code {
            } else if !isGone {
                return .other(
                    DeltaLogError(
                        error.code == .cancelled ? .cancelled : .storage, error.message,
                        path: path, cause: error.cause ?? error))
            }
            return .unreadable(
                DeltaLogError(
                    .corruptLog, "the checkpoint cannot be read: \(error.message)", path: path,
                    version: checkpoint.version, cause: error))
        default:
            return .other(DeltaLogError(.storage, "\(error)", path: path, cause: error))
        }
    }
}
