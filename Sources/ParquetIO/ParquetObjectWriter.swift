// Drives the Parquet encoder into a store: row groups are uploaded as they become final, and the
// object appears with its footer or not at all.

public import Columnar
public import HostEnvironment
public import ObjectStorage
public import Parquet
import Synchronization

/// A Parquet object under construction. One task at a time uses it.
public final class ParquetObjectWriter: Sendable {
    public let path: ObjectPath
    private let encoder: Mutex<ParquetEncoder>
    private let upload: any ObjectUpload
    private let environment: HostEnvironment

    private init(
        path: ObjectPath, encoder: consuming sending ParquetEncoder, upload: any ObjectUpload,
        environment: HostEnvironment
    ) {
        self.path = path
        self.encoder = Mutex(encoder)
        self.upload = upload
        self.environment = environment
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
            let encoder = try ParquetEncoder(schema: schema, options: options)
            let upload = try await store.upload(path, mode: mode)
            return ParquetObjectWriter(
                path: path, encoder: encoder, upload: upload, environment: environment)
        } catch {
            throw ParquetIOError(any: error, path: path)
        }
    }

    /// Rows so far.
    public var rowCount: Int { encoder.withLock { $0.rowCount } }

    /// Bytes of the object so far, with an estimate of what is not complete yet.
    public var estimatedBytes: Int { encoder.withLock { $0.estimatedBytes } }

    /// Adds the rows of `batch`; returns when they are encoded and what became final is handed
    /// to the store.
    ///
    /// - Throws: `ParquetIOError`; the object can then only be aborted.
    public func append(_ batch: RecordBatch) async throws(ParquetIOError) {
        do {
            let pieces = try await environment.runBlocking { () throws(ParquetError) in
                try self.encoder.withLock { (encoder) throws(ParquetError) in
                    try encoder.append(batch)
                    return encoder.takeBytes()
                }
            }
            for bytes in pieces { try await upload.write(bytes) }
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
            let (summary, pieces) = try await environment.runBlocking {
                () throws(ParquetError) in
                try self.encoder.withLock { (encoder) throws(ParquetError) in
                    let summary = try encoder.finish()
                    return (summary, encoder.takeBytes())
                }
            }
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
