// The rows of an object as an asynchronous sequence. While one row group is decoded, the bytes of
// the next are fetched, if the memory budget has room for them now.

public import Columnar
import HostEnvironment
import Parquet

/// Batches of rows, in file order. Each iterator reads the object anew.
public struct ParquetBatches: AsyncSequence, Sendable {
    public typealias Element = RecordBatch
    public typealias Failure = ParquetIOError

    let reader: ParquetObjectReader
    let decoder: ParquetDecoder
    let rowGroups: [Int]

    /// The columns of the batches.
    public var schema: Schema { decoder.schema }

    public func makeAsyncIterator() -> Iterator {
        Iterator(batches: self)
    }

    /// A position among the batches; one task at a time uses it.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private let batches: ParquetBatches
        private var next = 0
        private var current: RowGroupInFlight?
        private var prefetched: Task<RowGroupInFlight, any Error>?

        init(batches: ParquetBatches) {
            self.batches = batches
        }

        /// The next batch; nil after the last one.
        public mutating func next() async throws(ParquetIOError) -> RecordBatch? {
            try await next(isolation: nil)
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(ParquetIOError) -> RecordBatch? {
            while true {
                if let current {
                    if let batch = try await current.next() { return batch }
                    self.current = nil
                }
                guard next < batches.rowGroups.count else { return nil }
                let task = prefetched
                prefetched = nil
                current = try await Self.group(batches.rowGroups[next], of: batches, task)
                next += 1
                prefetch()
            }
        }

        private static func group(
            _ index: Int, of batches: ParquetBatches,
            _ prefetched: Task<RowGroupInFlight, any Error>?
        ) async throws(ParquetIOError) -> RowGroupInFlight {
            guard let prefetched else {
                return try await RowGroupInFlight.fetch(index, of: batches)
            }
            do {
                return try await withTaskCancellationHandler {
                    try await prefetched.value
                } onCancel: {
                    prefetched.cancel()
                }
            } catch {
                throw ParquetIOError(any: error, path: batches.reader.path)
            }
        }

        private mutating func prefetch() {
            guard next < batches.rowGroups.count else { return }
            let batches = self.batches
            let index = batches.rowGroups[next]
            guard RowGroupInFlight.hasRoom(index, of: batches) else { return }
            prefetched = batches.reader.environment.spawn {
                try await RowGroupInFlight.fetch(index, of: batches)
            }
        }
    }
}
