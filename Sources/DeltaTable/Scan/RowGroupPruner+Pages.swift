// Which rows of a row group may match by the page index. Pages of different columns end at
// different rows, so the condition is put to every stretch of rows in which no page ends.

import Expressions
import Parquet
import ParquetIO

extension RowGroupPruner {
    /// What is known about one column by rows.
    private struct ColumnPages {
        let pages: [PageSummary]
        /// The page that holds the row asked about last.
        var current = 0

        /// What is known about the column in `rows`, of one page.
        mutating func bounds(_ rows: Range<Int>) -> ColumnBounds {
            while pages[current].rows.upperBound <= rows.lowerBound { current += 1 }
            let page = pages[current]
            return ColumnBounds(
                min: page.minimum, max: page.maximum,
                nullCount: RowGroupPruner.nullCount(
                    page.isAllNull ? page.rows.count : page.nullCount, of: page.rows.count,
                    in: rows.count))
        }
    }

    /// Nulls among `part` of `count` rows, where all or none are; otherwise nobody knows.
    private static func nullCount(_ nulls: Int?, of count: Int, in part: Int) -> Int64? {
        switch nulls {
        case 0: 0
        case count: Int64(part)
        default: nil
        }
    }

    /// The rows of a row group that may match; all where there is no index, or one that cannot be
    /// relied upon.
    ///
    /// - Complexity: O(pages of the predicate's columns · nodes of the predicate).
    func rowsByPages(
        _ file: ParquetObjectReader, _ group: RowGroupStatistics, _ places: [Place],
        _ filters: Filters, _ meter: ScanMeter
    ) async throws(ParquetIOError) -> RowSelection {
        var columns: [ColumnPages?] = []
        var starts: Set<Int> = [0]
        for place in places {
            let pages = try await pages(file, group.rowGroup, place, meter)
            columns.append(pages)
            for page in pages?.pages ?? [] { starts.insert(page.rows.lowerBound) }
        }
        guard starts.count > 1 else { return RowSelection(all: group.rowCount) }
        let whole = places.map { Self.bounds(group, $0) }
        let isAbsent = Self.absence(places, filters, file.footer)
        var kept = RowSelection()
        let borders = starts.sorted() + [group.rowCount]
        for (start, end) in zip(borders, borders.dropFirst()) {
            let rows = start..<end
            let bounds = columns.indices.map { index -> ColumnBounds? in
                if let known = columns[index]?.bounds(rows) { return known }
                var known = whole[index]
                let nulls = known?.nullCount.flatMap { Int(exactly: $0) }
                known?.nullCount = Self.nullCount(nulls, of: group.rowCount, in: rows.count)
                return known
            }
            if predicate.mayMatch(
                rowCount: Int64(rows.count), bounds: { bounds[$0] }, isAbsent: isAbsent)
            {
                kept.append(rows)
            }
        }
        return kept
    }

    private func pages(
        _ file: ParquetObjectReader, _ rowGroup: Int, _ place: Place, _ meter: ScanMeter
    ) async throws(ParquetIOError) -> ColumnPages? {
        guard case .leaf(let path) = place else { return nil }
        switch try await file.readPages(of: path, rowGroup: rowGroup) {
        case .success(let pages):
            // Without bounds there is nothing to choose by.
            return pages.contains { $0.minimum != nil || $0.maximum != nil || $0.nullCount != nil }
                ? ColumnPages(pages: pages) : nil
        case .failure(let fault):
            meter.reads.count(fault)
            return nil
        case nil: return nil
        }
    }
}
