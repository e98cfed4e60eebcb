// One row group whose bytes are in memory: the reservation for them and the decoder over them.

import Columnar
import HostEnvironment
import Parquet
import Synchronization

/// A row group that is being decoded, on threads that may compute for long.
final class RowGroupInFlight: Sendable {
    private let decoder: Mutex<RowGroupDecoder>
    private let reservation: MemoryReservation
    private let reader: ParquetObjectReader

    private init(
        _ decoder: sending RowGroupDecoder, _ reservation: MemoryReservation,
        _ reader: ParquetObjectReader
    ) {
        self.decoder = Mutex(decoder)
        self.reservation = reservation
        self.reader = reader
    }

    /// Whether the bytes of row group `index` fit the memory budget now.
    static func hasRoom(_ index: Int, of batches: ParquetBatches) -> Bool {
        guard let ranges = try? batches.decoder.ranges(ofRowGroup: index) else { return false }
        let budget = batches.reader.environment.memory
        return RangeCoalescing(ranges).byteCount <= (budget.bytesMax - budget.reservedBytes) / 2
    }

    /// Fetches the bytes of row group `index`, once the memory budget has room for them.
    static func fetch(
        _ index: Int, of batches: ParquetBatches
    ) async throws(ParquetIOError) -> RowGroupInFlight {
        let reader = batches.reader
        do {
            let ranges = try batches.decoder.ranges(ofRowGroup: index)
            let reservation = try await reader.environment.memory.reserveWaiting(
                RangeCoalescing(ranges).byteCount)
            let chunks = try await reader.fetch(ranges)
            return RowGroupInFlight(
                try batches.decoder.rowGroup(index, chunks: chunks), reservation, reader)
        } catch {
            throw ParquetIOError(any: error, path: reader.path)
        }
    }

    /// The next batch; nil after the last one, with the memory given back.
    func next() async throws(ParquetIOError) -> RecordBatch? {
        do {
            let batch = try await reader.environment.runBlocking { () throws(ParquetError) in
                try self.decoder.withLock { (decoder) throws(ParquetError) in
                    try decoder.next()
                }
            }
            if batch == nil { reservation.release() }
            return batch
        } catch {
            throw ParquetIOError(error, path: reader.path)
        }
    }
}
