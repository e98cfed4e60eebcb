// The rows of a row group after its filter: which they are, and the columns that it looked at,
// which are never decoded twice.

import Columnar
import Parquet

/// What a filter keeps of one row group.
struct LookedRows: Sendable {
    private(set) var rows = RowSelection()
    /// The filter's columns, of the rows that are kept; no part is empty.
    private(set) var parts: [RecordBatch] = []
    private var waiting: [RecordBatch] = []
    private var waitingCount = 0

    /// Decodes and judges.
    ///
    /// - Throws: what the filter throws; `PlannedPages.IndexContradicted` or `ParquetError` where
    ///   the pages cannot be read.
    init(_ pages: PlannedPages, _ batches: FilteredBatches) throws {
        var decoder = try batches.looked.rowGroup(pages.plan, bytes: pages.bytes)
        while let range = decoder.nextRows {
            let read: RecordBatch?
            do throws(ParquetError) {
                read = try decoder.next()
            } catch {
                throw pages.plan.reliesOnIndex ? PlannedPages.IndexContradicted() : error
            }
            guard let batch = read else { break }
            let mask = try batches.filter.kept(batch, pages.plan.rowGroup, range)
            append(batch, range, mask, rowsMax: batches.reader.options.batchRowsMax)
        }
        flush()
    }

    private mutating func append(
        _ batch: RecordBatch, _ range: Range<Int>, _ mask: Bitmap?, rowsMax: Int
    ) {
        let kept = mask.map { batch.filter($0) } ?? batch
        guard kept.count > 0 else { return }
        if let mask { rows.append(mask, from: range.lowerBound) } else { rows.append(range) }
        if waitingCount + kept.count > rowsMax { flush() }
        waiting.append(kept)
        waitingCount += kept.count
    }

    /// Puts small parts together: each costs the other columns a walk over their pages.
    private mutating func flush() {
        guard !waiting.isEmpty else { return }
        parts.append(RecordBatch.concatenate(waiting))
        waiting = []
        waitingCount = 0
    }
}
