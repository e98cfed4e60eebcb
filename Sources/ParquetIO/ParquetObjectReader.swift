// Drives the Parquet decoder over a store: fetches the footer and the ranges that the decoder asks
// for. Every read checks that the object is still the one whose footer was read.

import BinaryIO
public import Columnar
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
        let start = max(0, fileBytes - FooterDecoder.tailBytes)
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
        do {
            let decoder = try ParquetDecoder(
                footer: footer, projection: projection, options: options)
            return ParquetBatches(
                reader: self, decoder: decoder,
                rowGroups: rowGroups ?? Array(0..<footer.rowGroupCount))
        } catch {
            throw ParquetIOError(error, path: path)
        }
    }

    /// Those of `rowGroups` in which a leaf column may hold one of `values`, by its Bloom filters;
    /// a row group without one stays.
    ///
    /// - Throws: `ParquetIOError` where the store does not give the filters; one that is damaged
    ///   is left aside.
    public func rowGroups(
        _ rowGroups: [Int], mayContainAnyOf values: [Scalar], in path: [String]
    ) async throws(ParquetIOError) -> [Int] {
        var result: [Int] = []
        for group in rowGroups {
            guard let range = footer.bloomFilterRange(of: path, rowGroup: group),
                let filter = try? BloomFilter(await fetch(range))
            else {
                result.append(group)
                continue
            }
            let footer = self.footer
            if values.contains(where: { footer.mayContain($0, in: path, filter: filter) }) {
                result.append(group)
            }
        }
        return result
    }

    /// The pages of a leaf column by the page index; nil where the file has none that can be
    /// believed.
    public func pages(
        of path: [String], rowGroup: Int
    ) async throws(ParquetIOError) -> [PageSummary]? {
        let ranges = footer.pageIndexRanges(of: path, rowGroup: rowGroup)
        guard let places = ranges.offsetIndex else { return nil }
        let bytes = try await fetch([ranges.columnIndex ?? places, places])
        return footer.pages(
            of: path, rowGroup: rowGroup,
            columnIndex: ranges.columnIndex == nil ? nil : bytes[0], offsetIndex: bytes[1])
    }

    /// The bytes of the object in `ranges`, in their order.
    func fetch(_ ranges: [Range<Int>]) async throws(ParquetIOError) -> [Bytes] {
        let coalesced = RangeCoalescing(ranges)
        var reads: [Bytes] = []
        for range in coalesced.reads { reads.append(try await fetch(range)) }
        return ranges.map { range in
            guard let index = coalesced.read(holding: range) else { return .empty }
            let start = range.lowerBound - coalesced.reads[index].lowerBound
            return reads[index][start..<(start + range.count)]
        }
    }

    private func fetch(_ range: Range<Int>) async throws(ParquetIOError) -> Bytes {
        let content: ObjectContent
        do {
            content = try await store.get(path, range: range)
        } catch {
            throw ParquetIOError(error, path: path)
        }
        guard content.metadata.etag == metadata.etag, content.bytes.count == range.count else {
            throw ParquetIOError(
                .changed, "the object was replaced while it was being read; open it again",
                path: path)
        }
        return content.bytes
    }
}
