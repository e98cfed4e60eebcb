// Drives the Parquet encoder into a store: row groups are uploaded as they become final, and the
// object appears with its footer or not at all.

public import Columnar
public import HostEnvironment
public import ObjectStorage
public import Parquet

/// A Parquet object under construction. One task at a time uses it.
public final class ParquetObjectWriter: Sendable {
    public let path: ObjectPath
    private let encoder: ParallelEncoder
    private let upload: any ObjectUpload

    private init(path: ObjectPath, encoder: ParallelEncoder, upload: any ObjectUpload) {
        self.path = path
        self.encoder = encoder
        self.upload = upload
    }

    /// Begins an object; nothing is visible before `finish`.
    ///
    /// - Throws: `ParquetIOError` where a type cannot be written, or by the store.
    public static func create(
        _ path: ObjectPath, in store: any ObjectStore, schema: Schema,
        options: WriteOptions = WriteOptions(), mode: PutMode = .create,
        environment: HostEnvironment
    ) async throws(ParquetIOError) -> ParquetObjectWriter {
        do {
            let encoder = try ParallelEncoder(
                schema: schema, options: options, environment: environment)
            let upload = try await store.upload(path, mode: mode)
            return ParquetObjectWriter(path: path, encoder: encoder, upload: upload)
        } catch {
            throw ParquetIOError(any: error, path: path)
        }
    }

    /// Rows so far.
    public var rowCount: Int { encoder.rowCount }

    /// Bytes of the object so far, with an estimate of what is not complete yet.
    public var estimatedBytes: Int { encoder.estimatedBytes }

    /// Adds the rows of `batch`; returns when they are encoded and what became final is handed
    /// to the store.
    ///
    /// - Throws: `ParquetIOError`; the object can then only be aborted.
    public func append(_ batch: RecordBatch) async throws(ParquetIOError) {
        do {
            for bytes in try await encoder.append(batch) { try await upload.write(bytes) }
        } catch {
            throw ParquetIOError(any: error, path: path)
        }
    }

    /// Completes and publishes the object, durably.
    ///
    /// - Returns: what it holds.
    /// - Throws: `ParquetIOError`; nothing is then visible, unless the store cannot say
    ///   (`ObjectStorageError.mayHaveHappened`).
    public func finish() async throws(ParquetIOError) -> FileSummary {
        do {
            let (summary, pieces) = try await encoder.finish()
            for bytes in pieces { try await upload.write(bytes) }
            _ = try await upload.finish()
            return summary
        } catch {
            await upload.abort()
            throw ParquetIOError(any: error, path: path)
        }
    }

    /// Throws everything away.
    public func abort() async {
        await upload.abort()
    }
}
