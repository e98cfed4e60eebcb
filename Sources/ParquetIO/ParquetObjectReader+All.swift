// All rows at once, for those who have the memory: columns of row groups are fetched and decoded
// independently of each other, as many at once as there are processors.

public import Columnar
import HostEnvironment
public import Parquet
import Synchronization

extension ParquetObjectReader {
    /// All rows of the file, or of some of its row groups, in file order.
    ///
    /// The memory budget counts the bytes as they are in the file, while they are being decoded.
    /// - Throws: `ParquetIOError`.
    /// - Complexity: memory in the size of the result.
    public func readAll(
        _ projection: Projection = .all, rowGroups: [Int]? = nil
    ) async throws(ParquetIOError) -> [RecordBatch] {
        let groups = rowGroups ?? Array(0..<footer.rowGroupCount)
        let decoder: ParquetDecoder
        let chunks: ChunksToRead
        do {
            decoder = try ParquetDecoder(
                footer: footer, projection: projection, options: options)
            chunks = try ChunksToRead(decoder, groups)
        } catch {
            throw ParquetIOError(error, path: path)
        }
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<min(environment.parallelism, max(1, chunks.count)) {
                    tasks.addTask { try await self.read(chunks, decoder) }
                }
                try await tasks.waitForAll()
            }
        } catch {
            throw ParquetIOError(any: error, path: path)
        }
        return groups.indices.flatMap { chunks.batches($0, decoder.schema) }
    }

    /// Decodes chunks until there are none left.
    private func read(_ chunks: ChunksToRead, _ decoder: ParquetDecoder) async throws {
        while let chunk = chunks.take() {
            try Task.checkCancellation()
            let column = decoder.selecting(column: chunk.column)
            let ranges = try column.ranges(ofRowGroup: chunk.rowGroup)
            let reservation = try await environment.memory.reserveWaiting(
                RangeCoalescing(ranges).byteCount)
            defer { reservation.release() }
            let bytes = try await fetch(ranges)
            let decoded = try await environment.runBlocking { () throws(ParquetError) in
                var rows = try column.rowGroup(chunk.rowGroup, chunks: bytes)
                var batches: [RecordBatch] = []
                while let batch = try rows.next() { batches.append(batch) }
                return batches
            }
            chunks.give(decoded, of: chunk)
        }
    }
}

/// Columns of row groups: those that nobody has begun with, and what came out of the others.
private final class ChunksToRead: Sendable {
    struct Chunk {
        /// Place among the row groups that are read.
        let place: Int
        let rowGroup: Int
        let column: Int
    }

    private struct State {
        var next = 0
        /// By place of the row group and column.
        var decoded: [[[RecordBatch]]]
    }

    private let chunks: [Chunk]
    private let rowCounts: [Int]
    private let state: Mutex<State>

    init(_ decoder: ParquetDecoder, _ groups: [Int]) throws(ParquetError) {
        var chunks: [Chunk] = []
        for (place, group) in groups.enumerated() {
            for column in try decoder.columnsBySize(ofRowGroup: group) {
                chunks.append(Chunk(place: place, rowGroup: group, column: column))
            }
        }
        self.chunks = chunks
        rowCounts = groups.map { decoder.footer.rowCount(ofRowGroup: $0) }
        state = Mutex(
            State(
                decoded: Array(
                    repeating: Array(repeating: [], count: decoder.schema.count),
                    count: groups.count)))
    }

    var count: Int { chunks.count }

    func take() -> Chunk? {
        state.withLock { state in
            guard state.next < chunks.count else { return nil }
            defer { state.next += 1 }
            return chunks[state.next]
        }
    }

    func give(_ batches: [RecordBatch], of chunk: Chunk) {
        state.withLock { $0.decoded[chunk.place][chunk.column] = batches }
    }

    /// The batches of the row group at `place`, put together.
    func batches(_ place: Int, _ schema: Schema) -> [RecordBatch] {
        let columns = state.withLock { $0.decoded[place] }
        guard let first = columns.first else {
            let rows = rowCounts[place]
            return rows > 0 ? [RecordBatch(schema: schema, columns: [], count: rows)] : []
        }
        return first.indices.map { index in
            RecordBatch(
                schema: schema, columns: columns.map { $0[index].columns[0] },
                count: first[index].count)
        }
    }
}
