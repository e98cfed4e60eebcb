// The rows of an object that a filter lets through. The columns that the filter looks at are read
// and decoded first; of the others only the pages with rows that are left are fetched, and only
// those rows decoded (spec/decisions/0005-late-materialisation.md).

public import Columnar
import HostEnvironment
public import Parquet
import Synchronization

/// Batches of the rows that a filter keeps, in file order. Each iterator reads the object anew.
public struct FilteredBatches: AsyncSequence, Sendable {
    public typealias Element = RecordBatch

    let reader: ParquetObjectReader
    let filter: RowFilter
    let rowGroups: [RowGroupRows]
    let meter: ReadMeter?
    /// Reads what the filter looks at, and the other columns.
    let looked: ParquetDecoder
    let rest: ParquetDecoder
    let fetching = FetchingAhead()
    /// The columns of the batches.
    public let schema: Schema
    /// For each column of the batches the position in one of the two.
    private let sources: [Source]

    private enum Source {
        case looked(Int)
        case rest(Int)
    }

    /// - Parameter decoder: of all columns, those of the filter among them.
    init(
        _ reader: ParquetObjectReader, _ decoder: ParquetDecoder, _ filter: RowFilter,
        _ rowGroups: [RowGroupRows], _ meter: ReadMeter?
    ) {
        self.reader = reader
        self.filter = filter
        self.rowGroups = rowGroups
        self.meter = meter
        schema = decoder.schema
        let wanted = Set(filter.columns)
        var first: [Int] = []
        var second: [Int] = []
        sources = decoder.schema.fields.enumerated().map { position, field in
            if wanted.contains(field.name) {
                first.append(position)
                return .looked(first.count - 1)
            }
            second.append(position)
            return .rest(second.count - 1)
        }
        looked = decoder.selecting(columns: first)
        rest = decoder.selecting(columns: second)
    }

    /// The columns of both, side by side.
    func joined(_ looked: RecordBatch, _ rest: RecordBatch?) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: sources.compactMap { source in
                switch source {
                case .looked(let index): looked.columns[index]
                case .rest(let index): rest?.columns[index]
                }
            }, count: looked.count)
    }

    /// The error with the object's path, if it is about the object.
    func located(_ error: any Error) -> any Error {
        switch error {
        case let error as ParquetError: ParquetIOError(error, path: reader.path)
        case let error as HostEnvironmentError: ParquetIOError(error, path: reader.path)
        default: error
        }
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(batches: self)
    }

    /// A position among the batches; one task at a time uses it.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private var rowGroups: PrefetchedRowGroups<FilteredRowGroup>
        private var current: FilteredRowGroup?

        init(batches: FilteredBatches) {
            rowGroups = PrefetchedRowGroups(
                batches.rowGroups, in: batches.reader.environment,
                hasRoom: { FilteredRowGroup.hasRoom($0, of: batches) },
                fetch: { try await FilteredRowGroup.read($0, of: batches) })
        }

        /// The next batch, never empty; nil after the last one.
        ///
        /// - Throws: what the filter throws, or `ParquetIOError`.
        public mutating func next() async throws -> RecordBatch? {
            while true {
                if let batch = try await current?.next() { return batch }
                current = nil
                guard let group = try await rowGroups.next() else { return nil }
                current = group
            }
        }
    }
}

/// Whether pages of all columns are fetched at once, because the row group before needed most of
/// them whatever the filter said: a second request would then only cost its round trip.
final class FetchingAhead: Sendable {
    private let mostAreNeeded = Mutex(false)

    /// Of the bytes of the other columns, this part or more is "most".
    private static let mostPercent = 75

    var isWorthIt: Bool { mostAreNeeded.withLock { $0 } }

    /// Notes how many bytes were needed of those that could have been fetched ahead.
    func note(needed: Int, of bytes: Int) {
        mostAreNeeded.withLock { $0 = needed >= bytes / 100 * Self.mostPercent }
    }
}

extension ParquetObjectReader {
    /// Those of some rows of the file that `filter` keeps.
    ///
    /// - Parameter projection: the columns of the batches, those of the filter among them.
    /// - Throws: `ParquetIOError` where a wanted column is not in the file.
    public func batches(
        _ projection: Projection = .all, rows: [RowGroupRows], filter: RowFilter,
        meter: ReadMeter? = nil
    ) throws(ParquetIOError) -> FilteredBatches {
        do {
            let decoder = try ParquetDecoder(
                footer: footer, projection: projection, options: options)
            return FilteredBatches(
                self, decoder, filter, rows.filter { !$0.rows.isEmpty }, meter)
        } catch {
            throw ParquetIOError(error, path: path)
        }
    }
}
