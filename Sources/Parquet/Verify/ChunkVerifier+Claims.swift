// What the file says about a column chunk beside the pages that were found in it: counts,
// statistics, sizes, page index, Bloom filter.

import Columnar

extension ChunkVerifier {
    mutating func compareAll(_ bytes: ChunkBytes) {
        if excluded > 0 { add(.bloomFilter, "\(excluded) values are excluded by the Bloom filter") }
        compareCounts()
        compareStatistics()
        compareSizes()
        compareIndex(bytes)
    }

    private mutating func compareCounts() {
        let entries = found.reduce(0) { $0 + $1.entries }
        let rows = found.reduce(0) { $0 + $1.rows }
        if entries != Int(metaData.valueCount) {
            add(.count, "the chunk claims \(metaData.valueCount) values, it has \(entries)")
        }
        if rows != footer.rowCount(ofRowGroup: rowGroup) {
            add(
                .count,
                "the row group claims \(footer.rowCount(ofRowGroup: rowGroup)) rows, the chunk "
                    + "has \(rows)")
        }
    }

    private mutating func compareStatistics() {
        var whole = ScalarRange()
        for page in found { whole.include(page.range) }
        let nulls = found.reduce(0) { $0 + $1.nulls }
        // In lists, writers differ on whether an empty or absent list is a null.
        let nullsOfElements = found.reduce(Int64(0)) {
            $0 + ($1.definitionCounts.dropLast().last ?? 0)
        }
        if let claimed = metaData.statistics?.nullCount, claimed != Int64(nulls),
            column.maxRepetitionLevel == 0 || claimed != nullsOfElements
        {
            add(.statistics, "the chunk claims \(claimed) nulls, it has \(nulls)")
        }
        if let claimed = metaData.statistics?.nanCount, claimed != Int64(whole.nanCount) {
            add(.statistics, "the chunk claims \(claimed) NaNs, it has \(whole.nanCount)")
        }
        guard let bounds = footer.statistics(ofRowGroup: rowGroup).column(column.path) else {
            return
        }
        if let message = whole.contradiction(
            minimum: bounds.minimum, maximum: bounds.maximum,
            isMinimumExact: bounds.isMinimumExact, isMaximumExact: bounds.isMaximumExact)
        {
            add(.statistics, message)
        }
    }

    private mutating func compareSizes() {
        guard let sizes = metaData.sizeStatistics else { return }
        let claims = [
            ("definition", sizes.definitionLevelCounts, found.map(\.definitionCounts)),
            ("repetition", sizes.repetitionLevelCounts, found.map(\.repetitionCounts)),
        ]
        for (name, claimed, pages) in claims where !claimed.isEmpty {
            var sums = [Int64](repeating: 0, count: claimed.count)
            for counts in pages where counts.count == sums.count {
                for (level, count) in counts.enumerated() { sums[level] += count }
            }
            if sums != claimed {
                add(.statistics, "the chunk claims \(name) levels \(claimed), it has \(sums)")
            }
        }
    }

    private mutating func compareIndex(_ bytes: ChunkBytes) {
        guard let offsetIndex = bytes.offsetIndex else { return }
        guard
            let claims = footer.pages(
                of: column.path, rowGroup: rowGroup, columnIndex: bytes.columnIndex,
                offsetIndex: offsetIndex)
        else {
            add(.pageIndex, "the page index contradicts itself")
            return
        }
        guard claims.count == found.count else {
            add(.pageIndex, "the index has \(claims.count) pages, the chunk \(found.count)")
            return
        }
        for (claim, page) in zip(claims, found) {
            compare(claim, page, hasBounds: bytes.columnIndex != nil)
        }
    }

    private mutating func compare(_ claim: PageSummary, _ page: FoundPage, hasBounds: Bool) {
        if claim.offset != page.offset || claim.byteCount != page.byteCount {
            add(
                .pageIndex,
                "the index has a page of \(claim.byteCount) bytes at byte \(claim.offset), it is "
                    + "\(page.byteCount) bytes", offset: page.offset)
        }
        if claim.rows != page.firstRow..<(page.firstRow + page.rows) {
            add(
                .pageIndex,
                "the index has rows \(claim.rows), the page \(page.firstRow) and \(page.rows) more",
                offset: page.offset)
        }
        guard hasBounds else { return }
        if let nulls = claim.nullCount, nulls != page.nulls {
            add(
                .pageIndex, "the index has \(nulls) nulls, the page \(page.nulls)",
                offset: page.offset)
        }
        if claim.isAllNull != (page.nulls == page.entries) {
            add(.pageIndex, "the index is wrong about a page of nulls only", offset: page.offset)
        }
        if let message = page.range.contradiction(minimum: claim.minimum, maximum: claim.maximum) {
            add(.pageIndex, message, offset: page.offset)
        }
    }
}
