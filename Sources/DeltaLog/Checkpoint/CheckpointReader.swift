// Checkpoints into columns of file actions: texts stay in the decoded pages, partitions are told by
// their bytes, and only the few rows that are not about files become values one by one.

import BinaryIO
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
        /// It is no longer there, or another one is: a new listing shows what is.
        case vanished(DeltaLogError)
        /// It is not a checkpoint: an older one or the commits may do.
        case unreadable(DeltaLogError)
        /// Something else is wrong.
        case other(DeltaLogError)

        var error: DeltaLogError {
            switch self {
            case .vanished(let error), .unreadable(let error), .other(let error): error
            }
        }
    }

    /// Hands every batch of every part, and of every sidecar, to `absorb`.
    func read(
        into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) {
        for sidecar in try await readParts(into: absorb) {
            try await read(sidecar.path, size: sidecar.size, into: absorb)
        }
    }

    /// Whether every file of the checkpoint can be opened.
    func isReadable() async -> Bool {
        do {
            var files = checkpoint.files.map { (path: $0.path.path, size: $0.size) }
            files += try await readParts(columns: ["sidecar", "checkpointMetadata"]) { _ in }
            for file in files where !file.path.hasSuffix(".json") {
                _ = try await open(file.path, size: file.size)
            }
            return true
        } catch {
            return false
        }
    }

    /// Reads the parts and says which sidecars they name.
    ///
    /// - Parameter columns: the actions that are read; nil for all.
    private func readParts(
        columns: Set<String>? = nil, into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) -> [(path: String, size: Int)] {
        var sidecars: [Sidecar] = []
        var metadata: CheckpointMetadata?
        for file in checkpoint.files {
            try await read(
                file.path.path, size: file.size, columns: columns
            ) { (batch) throws(DeltaLogError) in
                for section in batch.sections {
                    sidecars += section.sidecars
                    metadata = metadata ?? section.checkpointMetadata
                }
                try absorb(batch)
            }
        }
        try check(metadata, isReferring: !sidecars.isEmpty)
        var files: [(path: String, size: Int)] = []
        for sidecar in sidecars {
            files.append((try path(of: sidecar), Int(clamping: sidecar.sizeInBytes)))
        }
        return files
    }

    /// What is named or made as a V2 checkpoint must say that it is one, of this version
    /// (PROTOCOL.md, *V2 Spec*).
    private func check(
        _ metadata: CheckpointMetadata?, isReferring: Bool
    ) throws(Failure) {
        guard let file = checkpoint.files.first else { return }
        var isUnique = false
        if case .uniqueCheckpoint = file.path { isUnique = true }
        guard isUnique || isReferring || metadata != nil else { return }
        guard metadata?.version == checkpoint.version.number else {
            throw .unreadable(
                DeltaLogError(
                    .corruptLog,
                    "the checkpoint says that it is of version "
                        + "\(metadata.map { String($0.version) } ?? "none")",
                    path: file.path.path, version: checkpoint.version))
        }
    }

    /// Sidecars lie in one folder, whatever else their paths say.
    private func path(of sidecar: Sidecar) throws(Failure) -> String {
        do {
            guard let name = try DataPath(parsing: sidecar.path).key.split(separator: "/").last
            else { throw DeltaProtocolError(.invalidPath, "a sidecar has no name") }
            return "\(LogPath.folder)/\(LogPath.sidecarFolder)/\(name)"
        } catch {
            throw failure(error, checkpoint.files.first?.path.path ?? LogPath.folder)
        }
    }

    private func read(
        _ path: String, size: Int, columns: Set<String>? = nil,
        into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) {
        do {
            guard !path.hasSuffix(".json") else {
                return try absorb(try await batch(ofJSON: path))
            }
            let reader = try await open(path, size: size)
            let paths = CheckpointSchema.wantedPaths(in: reader.footer.schema).filter {
                columns?.contains($0[0]) ?? true
            }
            guard !paths.isEmpty else { return }
            try await read(reader, paths, into: absorb)
        } catch {
            throw failure(error, path)
        }
    }

    /// Decodes some row groups at once and hands them on in their order.
    private func read(
        _ reader: ParquetObjectReader, _ paths: [[String]],
        into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws {
        let groups = Array(0..<reader.footer.rowGroupCount)
        guard groups.count > 1 else {
            for try await batch in try reader.batches(.paths(paths)) {
                var decoder = CheckpointBatchDecoder(batch)
                try absorb(try decoder.decode(version: checkpoint.version))
            }
            return
        }
        _ = try await inOrder(
            groups, concurrency: log.limits.checkpointRowGroupsAtOnce, state: ()
        ) { group in
            do {
                return .success(try await self.actions(of: group, in: reader, paths))
            } catch {
                return .failure(self.failure(error, reader.path.key).error)
            }
        } absorb: { (_: inout Void, batches: [ActionBatch]) throws(DeltaLogError) in
            for batch in batches { try absorb(batch) }
        }
    }

    private func actions(
        of group: Int, in reader: ParquetObjectReader, _ paths: [[String]]
    ) async throws -> [ActionBatch] {
        var actions: [ActionBatch] = []
        for try await batch in try reader.batches(.paths(paths), rowGroups: [group]) {
            var decoder = CheckpointBatchDecoder(batch)
            actions.append(try decoder.decode(version: checkpoint.version))
        }
        return actions
    }

    private func open(_ path: String, size: Int) async throws -> ParquetObjectReader {
        var options = ReadOptions()
        options.keepsDictionaries = false
        return try await ParquetObjectReader.open(
            try ObjectPath(path), in: log.store, environment: log.environment, options: options,
            size: size)
    }

    private func batch(ofJSON path: String) async throws -> ActionBatch {
        guard let content = try await log.store.getIfPresent(try ObjectPath(path)) else {
            throw DeltaLogError(
                .corruptLog, "the checkpoint is gone", path: path,
                cause: ObjectStorageError(.notFound, .get, "nothing lies here"))
        }
        guard content.bytes.count <= log.limits.commitBytesMax else {
            throw DeltaLogError(
                .corruptLog,
                "a file of the log has \(content.bytes.count) bytes, more than "
                    + "\(log.limits.commitBytesMax)", path: path)
        }
        var batch = ActionBatch()
        try batch.append(checkpoint: content.bytes, version: checkpoint.version, path: path)
        batch.seal()
        return batch
    }

    /// Whether an object is no longer there, or another one is.
    private static func isGone(_ error: any Error) -> Bool {
        switch error {
        case let error as ParquetIOError:
            error.code == .storage(.notFound) || error.code == .changed
        case let error as ObjectStorageError: error.code == .notFound
        default: false
        }
    }

    private func failure(_ error: any Error, _ path: String) -> Failure {
        switch error {
        case let error as DeltaLogError:
            // One that a row group has met keeps what is behind it.
            if let cause = error.cause, Self.isGone(cause) { return .vanished(error) }
            return error.code == .corruptLog ? .unreadable(error) : .other(error)
        case let error as DeltaProtocolError:
            let mapped = DeltaLogError(error, path: path, version: checkpoint.version)
            return mapped.code == .corruptLog ? .unreadable(mapped) : .other(mapped)
        case let error as ParquetIOError:
            let isGone = Self.isGone(error)
            if case .format = error.code {
            } else if !isGone {
                return .other(
                    DeltaLogError(
                        error.code == .cancelled ? .cancelled : .storage, error.message,
                        path: path, cause: error.cause ?? error))
            }
            let unreadable = DeltaLogError(
                .corruptLog, "the checkpoint cannot be read: \(error.message)", path: path,
                version: checkpoint.version, cause: error)
            return isGone ? .vanished(unreadable) : .unreadable(unreadable)
        default:
            return .other(DeltaLogError(.storage, "\(error)", path: path, cause: error))
        }
    }
}
