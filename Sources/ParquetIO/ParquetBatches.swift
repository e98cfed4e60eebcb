// The rows of an object as an asynchronous sequence.

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
        private var rowGroups: PrefetchedRowGroups<RowGroupInFlight>
        private var current: RowGroupInFlight?

        init(batches: ParquetBatches) {
            self.batches = batches
            rowGroups = PrefetchedRowGroups(
                batches.rowGroups, in: batches.reader.environment,
                hasRoom: { RowGroupInFlight.hasRoom($0, of: batches) },
                fetch: { try await RowGroupInFlight.fetch($0, of: batches) })
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
                do {
                    guard let group = try await rowGroups.next() else { return nil }
                    current = group
                } catch {
                    throw ParquetIOError(any: error, path: batches.reader.path)
                }
            }
        }
    }
}
