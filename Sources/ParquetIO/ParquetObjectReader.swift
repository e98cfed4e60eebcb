// Drives the Parquet decoder over a store: fetches the footer and the ranges that the decoder asks
// for. Every read checks that the object is still the one whose footer was read.

import BinaryIO
public import HostEnvironment
public import ObjectStorage
public import Parquet

/// A Parquet object that is open for reading.
public final class ParquetObjectReader: Sendable {
    public let path: ObjectPath
    /// The size and tag of the object when its footer was read.
    public let metadata: ObjectMetadata
    public let footer: ParquetFooter
    public let options: ReadOptions
    let store: any ObjectStore
    let environment: HostEnvironment

    private init(
        path: ObjectPath, metadata: ObjectMetadata, footer: ParquetFooter, options: ReadOptions,
        store: any ObjectStore, environment: HostEnvironment
    ) {
        self.path = path
        self.metadata = metadata
        self.footer = footer
        self.options = options
        self.store = store
        self.environment = environment
    }

    /// Fetches and checks the footer.
    ///
    /// - Parameter size: the object's size where the caller knows it, as Delta logs do: it saves
    ///   a request.
    /// - Throws: `ParquetIOError`.
    public static func open(
        _ path: ObjectPath, in store: any ObjectStore, environment: HostEnvironment,
        options: ReadOptions = ReadOptions(), size: Int? = nil
    ) async throws(ParquetIOError) -> ParquetObjectReader {
        var tail: ObjectContent
        do throws(ObjectStorageError) {
            let expected: Int
            if let size { expected = size } else { expected = try await store.head(path).size }
            tail = try await Self.tail(path, expected, store)
            if tail.metadata.size != expected {
                // The caller was wrong about the size, or the object has just been replaced.
                tail = try await Self.tail(path, tail.metadata.size, store)
            }
        } catch {
            throw ParquetIOError(error, path: path)
        }
        let fileBytes = tail.metadata.size
        while true {
            switch try decode(tail.bytes, fileBytes, path, options) {
            case .footer(let footer):
                return ParquetObjectReader(
                    path: path, metadata: tail.metadata, footer: footer, options: options,
                    store: store, environment: environment)
            case .needs(let range):
                do {
                    tail = try await store.get(path, range: range.lowerBound..<fileBytes)
                } catch {
                    throw ParquetIOError(error, path: path)
                }
            }
        }
    }

    private static func tail(
        _ path: ObjectPath, _ fileBytes: Int, _ store: any ObjectStore
    ) async throws(ObjectStorageError) -> ObjectContent {
        let start = max(0, fileBytes - FooterDecoder.tailBytes(ofFileOf: fileBytes))
        return try await store.get(path, range: start..<max(start, fileBytes))
    }

    private static func decode(
        _ tail: Bytes, _ fileBytes: Int, _ path: ObjectPath, _ options: ReadOptions
    ) throws(ParquetIOError) -> FooterDecoder.Outcome {
        do {
            return try FooterDecoder.decode(
                tail: tail, fileBytes: fileBytes, limits: options.limits)
        } catch {
            throw ParquetIOError(error, path: path)
        }
    }

    /// The rows of the file, or of some of its row groups, as batches.
    ///
    /// - Throws: `ParquetIOError` where a wanted column is not in the file.
    public func batches(
        _ projection: Projection = .all, rowGroups: [Int]? = nil
    ) throws(ParquetIOError) -> ParquetBatches {
        try batches(
            projection, rows: (rowGroups ?? Array(0..<footer.rowGroupCount)).map { allRows(of: $0) }
        )
    }

    /// Some rows of the file as batches. A batch is of rows that follow each other; pages that hold
    /// none of the rows are not fetched where an offset index says where they are.
    ///
    /// - Throws: `ParquetIOError` where a wanted column is not in the file.
    public func batches(
        _ projection: Projection = .all, rows: [RowGroupRows], meter: ReadMeter? = nil
    ) throws(ParquetIOError) -> ParquetBatches {
        do {
            let decoder = try ParquetDecoder(
                footer: footer, projection: projection, options: options)
            return ParquetBatches(
                reader: self, decoder: decoder, rowGroups: rows.filter { !$0.rows.isEmpty },
                meter: meter)
        } catch {
            throw ParquetIOError(error, path: path)
        }
    }

    /// All rows of a row group.
    public func allRows(of rowGroup: Int) -> RowGroupRows {
        RowGroupRows(
            rowGroup: rowGroup, rows: RowSelection(all: footer.rowCount(ofRowGroup: rowGroup)))
    }

    /// The bytes of the object in `ranges`, in their order.
    func fetch(_ ranges: [Range<Int>]) async throws(ParquetIOError) -> [Bytes] {
        let coalesced = RangeCoalescing(ranges)
        guard !coalesced.reads.isEmpty else { return ranges.map { _ in .empty } }
        let reads = try await fetch(coalesced)
        return ranges.map { range in
            guard let index = coalesced.read(holding: range) else { return .empty }
            let start = range.lowerBound - coalesced.reads[index].lowerBound
            return reads[index][start..<(start + range.count)]
        }
    }

    private func fetch(_ coalesced: RangeCoalescing) async throws(ParquetIOError) -> [Bytes] {
        let content: ObjectParts
        do {
            content = try await store.get(path, ranges: coalesced.reads)
        } catch {
            guard error.code == .preconditionFailed else {
                throw ParquetIOError(error, path: path)
            }
            throw replaced
        }
        guard content.metadata.etag == metadata.etag,
            content.parts.map(\.count) == coalesced.reads.map(\.count)
        else { throw replaced }
        return content.parts
    }

    private var replaced: ParquetIOError {
        ParquetIOError(
            .changed, "the object was replaced while it was being read; open it again", path: path)
    }
}
