// One row group of a filtered read: the columns that the filter looks at are decoded and judged,
// then what is left of the others is fetched. No row is handed out before, so that a page index
// that turns out to be wrong costs a second attempt without it and no row.

import BinaryIO
import Columnar
import HostEnvironment
import Parquet
import Synchronization

/// The rows of one row group that the filter keeps.
final class FilteredRowGroup: Sendable {
    private let state: Mutex<State>
    private let batches: FilteredBatches
    private let rowGroup: Int

    private struct State {
        /// What is left, the next part last.
        var parts: [RecordBatch]
        /// Nil where no other column is read.
        var rest: RowGroupDecoder?
        var reliesOnIndex = false
        var reservation: MemoryReservation
    }

    private init(_ state: sending State, _ batches: FilteredBatches, _ rowGroup: Int) {
        self.state = Mutex(state)
        self.batches = batches
        self.rowGroup = rowGroup
    }

    /// Whether the bytes of row group `index` fit the memory budget now.
    static func hasRoom(_ index: Int, of batches: FilteredBatches) -> Bool {
        guard let looked = try? batches.looked.ranges(ofRowGroup: index),
            let rest = try? batches.rest.ranges(ofRowGroup: index)
        else { return false }
        let budget = batches.reader.environment.memory
        return RangeCoalescing(looked + rest).byteCount
            <= (budget.bytesMax - budget.reservedBytes) / 2
    }

    /// Decodes what the filter looks at, and fetches what it leaves of the others.
    ///
    /// - Throws: what the filter throws, or `ParquetIOError`.
    static func read(
        _ rows: RowGroupRows, of batches: FilteredBatches
    ) async throws -> FilteredRowGroup {
        do {
            do {
                return try await attempt(rows, batches, usesIndex: true)
            } catch is PlannedPages.IndexContradicted {
                // Nor are the rows, which were chosen by the index.
                batches.meter?.count(.pages)
                let all = batches.reader.allRows(of: rows.rowGroup)
                return try await attempt(all, batches, usesIndex: false)
            }
        } catch {
            throw batches.located(error)
        }
    }

    private static func attempt(
        _ rows: RowGroupRows, _ batches: FilteredBatches, usesIndex: Bool
    ) async throws -> FilteredRowGroup {
        let hasRest = batches.rest.schema.count > 0
        let fetchesAhead = hasRest && batches.fetching.isWorthIt
        var (pages, reservation) = try await PlannedPages.fetch(
            fetchesAhead ? [batches.looked, batches.rest] : [batches.looked], rows, batches,
            usesIndex: usesIndex, isFirst: true)
        let looked = try await look(pages[0], batches)
        guard hasRest && !looked.rows.isEmpty else {
            reservation.release()
            if hasRest { batches.fetching.note(needed: 0, of: 1) }
            let state = State(parts: looked.parts.reversed(), reservation: reservation)
            return FilteredRowGroup(state, batches, rows.rowGroup)
        }
        if fetchesAhead {
            pages.removeFirst()
        } else {
            reservation.release()
            (pages, reservation) = try await PlannedPages.fetch(
                [batches.rest], rows, kept: looked.rows, batches, usesIndex: usesIndex,
                isFirst: false)
        }
        let plan = pages[0].plan.selecting(looked.rows)
        batches.fetching.note(
            needed: plan.byteCountNeeded,
            of: try batches.rest.ranges(ofRowGroup: rows.rowGroup).reduce(0) { $0 + $1.count })
        let state = State(
            parts: looked.parts.reversed(),
            rest: try batches.rest.rowGroup(plan, bytes: pages[0].bytes),
            reliesOnIndex: plan.reliesOnIndex, reservation: reservation)
        return FilteredRowGroup(state, batches, rows.rowGroup)
    }

    private static func look(
        _ pages: PlannedPages, _ batches: FilteredBatches
    ) async throws -> LookedRows {
        try await batches.reader.environment.runBlocking { () throws(any Error) in
            try LookedRows(pages, batches)
        }
    }

    /// The next batch; nil after the last one, with the memory given back.
    func next() async throws -> RecordBatch? {
        do {
            do {
                return try await decode()
            } catch let error as ParquetError {
                guard state.withLock({ $0.reliesOnIndex }) else { throw error }
                // The index may be wrong about pages of lists; without it the file may be sound.
                try await forgetIndex()
                return try await decode()
            }
        } catch {
            throw batches.located(error)
        }
    }

    private func decode() async throws -> RecordBatch? {
        try await batches.reader.environment.runBlocking { () throws(ParquetError) in
            try self.state.withLock { (state) throws(ParquetError) in
                guard let part = state.parts.last else {
                    state.reservation.release()
                    return nil
                }
                let rest = try state.rest?.nextPicked(part.count)
                state.parts.removeLast()
                return self.batches.joined(part, rest)
            }
        }
    }

    /// Fetches all pages of the other columns, for the rows that have not been handed out.
    private func forgetIndex() async throws {
        let left = state.withLock { state in
            state.reservation.release()
            return state.rest?.selectionLeft ?? RowSelection()
        }
        batches.meter?.count(.pages)
        let (pages, reservation) = try await PlannedPages.fetch(
            [batches.rest], RowGroupRows(rowGroup: rowGroup, rows: left), batches,
            usesIndex: false, isFirst: false)
        let all = pages[0]
        try state.withLock { state in
            state.rest = try batches.rest.rowGroup(all.plan, bytes: all.bytes)
            state.reliesOnIndex = false
            state.reservation = reservation
        }
    }
}
