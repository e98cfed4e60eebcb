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
    let rowGroups: [RowGroupRows]
    let meter: ReadMeter?

    /// The columns of the batches.
    public var schema: Schema { decoder.schema }

    /// A batch, and where its rows stand in the file.
    public struct Rows: Sendable {
        public let batch: RecordBatch
        public let rowGroup: Int
        /// Within the row group.
        public let rows: Range<Int>
    }

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
            try await nextRows()?.batch
        }

        /// The next batch with its place; nil after the last one. More rows than were asked for
        /// come where the page index by which they were chosen turns out to be wrong.
        public mutating func nextRows() async throws(ParquetIOError) -> Rows? {
            while true {
                if let current {
                    if let rows = try await current.next() { return rows }
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
            _ rows: RowGroupRows, of batches: ParquetBatches,
            _ prefetched: Task<RowGroupInFlight, any Error>?
        ) async throws(ParquetIOError) -> RowGroupInFlight {
            guard let prefetched else {
                return try await RowGroupInFlight.fetch(rows, of: batches)
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
            let rows = batches.rowGroups[next]
            guard RowGroupInFlight.hasRoom(rows.rowGroup, of: batches) else { return }
            prefetched = batches.reader.environment.spawn {
                try await RowGroupInFlight.fetch(rows, of: batches)
            }
        }
    }
}
