// Drives the Parquet encoder on as many threads as there are processors. The bytes of the file do
// not depend on their number.

public import BinaryIO
public import Columnar
public import HostEnvironment
public import Parquet
import Synchronization

/// Encodes one file, its columns at once. One task at a time uses it.
public final class ParallelEncoder: Sendable {
    private let encoder: Mutex<ParquetEncoder>
    private let environment: HostEnvironment

    /// Work of fewer values than this is done before another thread would have begun.
    private static let sizeForThreads = 64 << 10

    /// - Throws: `ParquetError` where a type cannot be written.
    public init(
        schema: Schema, options: WriteOptions, environment: HostEnvironment
    ) throws(ParquetError) {
        encoder = Mutex(try ParquetEncoder(schema: schema, options: options))
        self.environment = environment
    }

    /// Rows so far.
    public var rowCount: Int { encoder.withLock { $0.rowCount } }

    /// Bytes of the file so far, with an estimate of what is not complete yet.
    public var estimatedBytes: Int { encoder.withLock { $0.estimatedBytes } }

    /// Adds the rows of `batch`.
    ///
    /// - Returns: the bytes that have become final, to be appended to the file.
    /// - Throws: `ParquetError`; the file is then spoilt.
    public func append(_ batch: RecordBatch) async throws(ParquetError) -> [Bytes] {
        try await run { (encoder) throws(ParquetError) in try encoder.begin(batch) }
        return encoder.withLock { $0.takeBytes() }
    }

    /// Ends the file.
    ///
    /// - Returns: what it holds, and its last bytes.
    /// - Throws: `ParquetError`.
    public func finish() async throws(ParquetError) -> (summary: FileSummary, bytes: [Bytes]) {
        try await run { (encoder) throws(ParquetError) in encoder.beginEndOfRowGroup() }
        return try encoder.withLock { (encoder) throws(ParquetError) in
            let summary = try encoder.finish()
            return (summary, encoder.takeBytes())
        }
    }

    private func run(
        _ begin: (inout ParquetEncoder) throws(ParquetError) -> Void
    ) async throws(ParquetError) {
        try encoder.withLock { (encoder) throws(ParquetError) in try begin(&encoder) }
        while let work = encoder.withLock({ $0.nextWork() }) {
            if work.size < Self.sizeForThreads {
                for part in 0..<work.count { try work.run(part) }
            } else {
                try await environment.runParallel(count: work.count) {
                    (part) throws(ParquetError) in try work.run(part)
                }
            }
            encoder.withLock { $0.complete(work) }
        }
    }
}
