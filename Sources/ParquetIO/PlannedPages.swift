// Pages of some columns of a row group: planned by offset indexes, fetched, and held against what
// the indexes said of them.

import BinaryIO
import HostEnvironment
import Parquet

/// What was fetched of some columns.
struct PlannedPages: Sendable {
    let plan: RowGroupPlan
    /// Of the plan's ranges, one for each.
    let bytes: [Bytes]

    /// The index says something else about pages than they themselves.
    struct IndexContradicted: Error {}

    /// Fetches the pages of each of `decoders` with the rows, in one go.
    ///
    /// - Parameters:
    ///   - kept: those of the rows that are wanted; all of them where it is nil.
    ///   - isFirst: whether nothing has been fetched of the row group before.
    /// - Throws: `IndexContradicted`; the store's and the host's failures, `ParquetError`.
    static func fetch(
        _ decoders: [ParquetDecoder], _ rows: RowGroupRows, kept: RowSelection? = nil,
        _ batches: FilteredBatches, usesIndex: Bool, isFirst: Bool
    ) async throws -> (pages: [PlannedPages], reservation: MemoryReservation) {
        let reader = batches.reader
        var plans: [RowGroupPlan] = []
        for decoder in decoders {
            plans.append(try await plan(decoder, rows, kept ?? rows.rows, reader, usesIndex))
        }
        let ranges = plans.flatMap(\.ranges)
        let byteCount = RangeCoalescing(ranges).byteCount
        let reservation = try await reader.environment.memory.reserveWaiting(byteCount)
        var bytes = try await reader.fetch(ranges)[...]
        var pages: [PlannedPages] = []
        for (decoder, plan) in zip(decoders, plans) {
            let own = Array(bytes.prefix(plan.ranges.count))
            bytes = bytes.dropFirst(own.count)
            guard !plan.reliesOnIndex || decoder.pagesAreAsPlanned(plan, bytes: own) else {
                throw IndexContradicted()
            }
            pages.append(PlannedPages(plan: plan, bytes: own))
        }
        batches.meter?.count(plans, byteCount: byteCount, isRowGroup: isFirst)
        return (pages, reservation)
    }

    /// Which pages are needed: where not all rows are, offset indexes are asked first; of columns
    /// in lists only where the index has left rows out before.
    private static func plan(
        _ decoder: ParquetDecoder, _ rows: RowGroupRows, _ kept: RowSelection,
        _ reader: ParquetObjectReader, _ usesIndex: Bool
    ) async throws -> RowGroupPlan {
        let all = reader.allRows(of: rows.rowGroup).rows
        guard usesIndex, kept != all else {
            return try decoder.planWithoutIndex(rowGroup: rows.rowGroup, rows: kept)
        }
        let places = decoder.offsetIndexRanges(
            ofRowGroup: rows.rowGroup, includingLists: rows.rows != all)
        let fetched = try await reader.fetch(places.map { $0 ?? 0..<0 })
        return try decoder.plan(
            rowGroup: rows.rowGroup, rows: kept,
            offsetIndexes: zip(places, fetched).map { $0 == nil ? nil : $1 },
            rowsOfLists: rows.rows)
    }
}
