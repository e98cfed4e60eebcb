import DeltaTable

/// What a scan read and left out, for people.
struct ScanReport {
    let text: String

    init(_ metrics: ScanMetrics) {
        var lines = [
            "files: \(metrics.files - metrics.filesSkipped) of \(metrics.files) read, "
                + "\(metrics.filesSkipped) left out by partitions and statistics"
        ]
        let skips = [
            (metrics.rowGroupsSkippedByStatistics, "statistics"),
            (metrics.rowGroupsSkippedByBloomFilters, "Bloom filters"),
            (metrics.rowGroupsSkippedByDictionaries, "dictionaries"),
            (metrics.rowGroupsSkippedByPageIndexes, "page indexes"),
        ]
        let skipped = skips.reduce(0) { $0 + $1.0 }
        let reasons = skips.filter { $0.0 > 0 }.map { "\($0.0) by \($0.1)" }
        lines.append(
            "row groups: \(metrics.rowGroups - skipped) of \(metrics.rowGroups) read"
                + (reasons.isEmpty ? "" : ", left out: " + reasons.joined(separator: ", ")))
        lines.append(
            "pages: \(metrics.pagesSkipped) of \(metrics.pages) left out by page indexes")
        lines.append("bytes of pages fetched: \(metrics.byteCount)")
        for (reason, count) in metrics.indexesIgnored.sorted(by: { $0.key < $1.key }) {
            lines.append("page indexes not used: \(count), because \(reason)")
        }
        text = lines.joined(separator: "\n") + "\n"
    }
}
