// One row group whose bytes are in memory: the reservation for them and the decoder over them.

import BinaryIO
import Columnar
import HostEnvironment
import Parquet
import Synchronization

/// A row group that is being decoded, on threads that may compute for long.
final class RowGroupInFlight: Sendable {
    private let state: Mutex<State>
    private let batches: ParquetBatches

    private struct State {
        var decoder: RowGroupDecoder
        var reservation: MemoryReservation
        var plan: RowGroupPlan
    }

    private init(_ state: sending State, _ batches: ParquetBatches) {
        self.state = Mutex(state)
        self.batches = batches
    }

    /// Whether the bytes of row group `index` fit the memory budget now.
    static func hasRoom(_ index: Int, of batches: ParquetBatches) -> Bool {
        guard let ranges = try? batches.decoder.ranges(ofRowGroup: index) else { return false }
        let budget = batches.reader.environment.memory
        return RangeCoalescing(ranges).byteCount <= (budget.bytesMax - budget.reservedBytes) / 2
    }

    /// Fetches the bytes of the rows, once the memory budget has room for them.
    static func fetch(
        _ rows: RowGroupRows, of batches: ParquetBatches
    ) async throws(ParquetIOError) -> RowGroupInFlight {
        do {
            var plan = try await plan(rows, of: batches)
            var (bytes, reservation) = try await bytes(plan, of: batches)
            if plan.reliesOnIndex, !batches.decoder.pagesAreAsPlanned(plan, bytes: bytes) {
                // Nor are the rows, which were chosen by the index.
                batches.meter?.count(.pages)
                reservation.release()
                plan = try batches.decoder.planWithoutIndex(
                    rowGroup: rows.rowGroup,
                    rows: batches.reader.allRows(of: rows.rowGroup).rows)
                (bytes, reservation) = try await Self.bytes(plan, of: batches)
            }
            let state = State(
                decoder: try batches.decoder.rowGroup(plan, bytes: bytes),
                reservation: reservation, plan: plan)
            batches.meter?.count(plan, byteCount: RangeCoalescing(plan.ranges).byteCount)
            return RowGroupInFlight(state, batches)
        } catch {
            throw ParquetIOError(any: error, path: batches.reader.path)
        }
    }

    /// Which bytes are needed: where not all rows are, offset indexes are asked first.
    private static func plan(
        _ rows: RowGroupRows, of batches: ParquetBatches
    ) async throws -> RowGroupPlan {
        let decoder = batches.decoder
        guard rows != batches.reader.allRows(of: rows.rowGroup) else {
            return try decoder.planWithoutIndex(rowGroup: rows.rowGroup, rows: rows.rows)
        }
        let places = decoder.offsetIndexRanges(ofRowGroup: rows.rowGroup)
        let fetched = try await batches.reader.fetch(places.map { $0 ?? 0..<0 })
        return try decoder.plan(
            rowGroup: rows.rowGroup, rows: rows.rows,
            offsetIndexes: zip(places, fetched).map { $0 == nil ? nil : $1 })
    }

    private static func bytes(
        _ plan: RowGroupPlan, of batches: ParquetBatches
    ) async throws -> ([Bytes], MemoryReservation) {
        let reservation = try await batches.reader.environment.memory.reserveWaiting(
            RangeCoalescing(plan.ranges).byteCount)
        return (try await batches.reader.fetch(plan.ranges), reservation)
    }

    /// The next batch; nil after the last one, with the memory given back.
    func next() async throws(ParquetIOError) -> ParquetBatches.Rows? {
        do {
            do {
                return try await decode()
            } catch let error as ParquetError {
                guard state.withLock({ $0.plan.reliesOnIndex }) else { throw error }
                // The index may be wrong about the pages; without it the file may be sound.
                try await forgetIndex()
                return try await decode()
            }
        } catch {
            throw ParquetIOError(any: error, path: batches.reader.path)
        }
    }

    private func decode() async throws -> ParquetBatches.Rows? {
        try await batches.reader.environment.runBlocking { () throws(ParquetError) in
            try self.state.withLock { (state) throws(ParquetError) in
                guard let rows = state.decoder.nextRows, let batch = try state.decoder.next()
                else {
                    state.reservation.release()
                    return nil
                }
                return ParquetBatches.Rows(
                    batch: batch, rowGroup: state.plan.rowGroup, rows: rows)
            }
        }
    }

    /// Fetches all pages, for the rows that have not been handed out.
    private func forgetIndex() async throws {
        let (old, left) = state.withLock { state in
            state.reservation.release()
            return (state.plan, state.decoder.selectionLeft)
        }
        let plan = try batches.decoder.planWithoutIndex(rowGroup: old.rowGroup, rows: left)
        let (bytes, reservation) = try await Self.bytes(plan, of: batches)
        batches.meter?.countAgain(old, byteCount: RangeCoalescing(plan.ranges).byteCount)
        try state.withLock { state in
            state.decoder = try batches.decoder.rowGroup(plan, bytes: bytes)
            state.reservation = reservation
            state.plan = plan
        }
    }
}
