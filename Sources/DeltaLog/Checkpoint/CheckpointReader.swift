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

    /// A file of the checkpoint, with its size as the log says it.
    struct Part: Hashable, Sendable {
        let path: String
        let size: Int
    }

    private var parts: [Part] {
        checkpoint.files.map { Part(path: $0.path.path, size: $0.size) }
    }

    /// Hands every batch of every part, and of every sidecar, to `absorb`.
    func read(
        into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) {
        for sidecar in try await readParts(.everything, into: absorb) {
            try await read(sidecar, .everything, { $0 }, into: absorb)
        }
    }

    /// Hands what is not about files to `absorb`; batches may hold file actions all the same.
    ///
    /// - Returns: the sidecars.
    func readHead(
        into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) -> [Part] {
        try await readParts(.head, into: absorb)
    }

    /// Hands what `transform` makes of the file actions, some at a time, to `absorb`.
    ///
    /// - Parameters:
    ///   - sidecars: as `readHead` has returned them.
    ///   - tombstones: whether tombstones are among the actions.
    ///   - transform: may run for several batches at once.
    func readFiles<Value: Sendable>(
        _ sidecars: [Part], fields: FileFields, tombstones: Bool,
        _ transform: @Sendable @escaping (FileRows) throws -> Value,
        into absorb: (Value) async throws(DeltaLogError) -> Void
    ) async throws(Failure) {
        for part in parts + sidecars {
            try await read(
                part, .files(fields, tombstones: tombstones),
                { try transform($0.rows) }, into: absorb)
        }
    }

    /// The sidecars that it names.
    func sidecars() async throws(Failure) -> [Part] { try await readParts(.sidecars) { _ in } }

    /// All files of the checkpoint, sidecars too; nil where one of them cannot be opened.
    func readableParts() async -> [Part]? {
        do {
            let all = parts + (try await sidecars())
            for part in all where !part.path.hasSuffix(".json") { _ = try await open(part) }
            return all
        } catch {
            return nil
        }
    }

    /// Reads the parts and says which sidecars they name.
    private func readParts(
        _ selection: CheckpointSelection, into absorb: (ActionBatch) throws(DeltaLogError) -> Void
    ) async throws(Failure) -> [Part] {
        var sidecars: [Sidecar] = []
        var metadata: CheckpointMetadata?
        for part in parts {
            let note = { (batch: ActionBatch) throws(DeltaLogError) in
                for section in batch.sections {
                    sidecars += section.sidecars
                    metadata = metadata ?? section.checkpointMetadata
                }
                try absorb(batch)
            }
            try await read(part, selection, { $0 }, into: note)
        }
        try check(metadata, isReferring: !sidecars.isEmpty)
        var files: [Part] = []
        for sidecar in sidecars {
            files.append(
                Part(path: try path(of: sidecar), size: Int(clamping: sidecar.sizeInBytes)))
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

    private func read<Value: Sendable>(
        _ part: Part, _ selection: CheckpointSelection,
        _ transform: @Sendable @escaping (ActionBatch) throws -> Value,
        into absorb: (Value) async throws(DeltaLogError) -> Void
    ) async throws(Failure) {
        do {
            guard !part.path.hasSuffix(".json") else {
                return try await absorb(try transform(try await batch(ofJSON: part.path)))
            }
            let reader = try await open(part)
            let paths = selection.paths(in: reader.footer.schema)
            guard !paths.isEmpty else { return }
            let rows = try await selection.rows(of: reader, paths)
            try await read(reader, paths, rows, transform, into: absorb)
        } catch {
            throw failure(error, part.path)
        }
    }

    /// Decodes some row groups at once and hands them on in their order.
    private func read<Value: Sendable>(
        _ reader: ParquetObjectReader, _ paths: [[String]], _ groups: [RowGroupRows],
        _ transform: @Sendable @escaping (ActionBatch) throws -> Value,
        into absorb: (Value) async throws(DeltaLogError) -> Void
    ) async throws {
        _ = try await inOrder(
            groups, concurrency: log.limits.checkpointRowGroupsAtOnce, state: ()
        ) { group in
            do {
                return .success(try await self.values(of: group, in: reader, paths, transform))
            } catch {
                return .failure(self.failure(error, reader.path.key).error)
            }
        } absorb: { (_: inout Void, values: [Value]) async throws(DeltaLogError) in
            for value in values { try await absorb(value) }
        }
    }

    private func values<Value>(
        of group: RowGroupRows, in reader: ParquetObjectReader, _ paths: [[String]],
        _ transform: (ActionBatch) throws -> Value
    ) async throws -> [Value] {
        var values: [Value] = []
        for try await batch in try reader.batches(.paths(paths), rows: [group]) {
            var decoder = CheckpointBatchDecoder(batch)
            values.append(try transform(try decoder.decode(version: checkpoint.version)))
        }
        return values
    }

    private func open(_ part: Part) async throws -> ParquetObjectReader {
        var options = ReadOptions()
        options.keepsDictionaries = false
        return try await ParquetObjectReader.open(
            try ObjectPath(part.path), in: log.store, environment: log.environment,
            options: options, size: part.size)
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
        try TableLog.checkWhole(content)
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
