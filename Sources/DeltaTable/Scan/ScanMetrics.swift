// What a scan read and what it left out, and for which reason: what `lake read --metrics` prints.

import Parquet
import ParquetIO
import Synchronization

/// Counts of a scan so far.
public struct ScanMetrics: Hashable, Sendable {
    /// Files of the version, and those that partition values or statistics in the log left out.
    public var files = 0
    public var filesSkipped = 0
    /// Row groups of the files that were opened.
    public var rowGroups = 0
    /// Row groups left out by the first of these that could.
    public var rowGroupsSkippedByStatistics = 0
    public var rowGroupsSkippedByBloomFilters = 0
    public var rowGroupsSkippedByDictionaries = 0
    public var rowGroupsSkippedByPageIndexes = 0
    /// Data pages of the columns that are read, in the row groups of which rows are left out.
    public var pages = 0
    public var pagesSkipped = 0
    /// Bytes of pages that were fetched.
    public var byteCount = 0
    /// How many page indexes were not relied upon, by the reason.
    public var indexesIgnored: [String: Int] = [:]

    public init() {}
}

/// Counts while the files of a scan are read, several at once.
final class ScanMeter: Sendable {
    /// Why a row group is not read.
    enum Reason {
        case statistics
        case bloomFilter
        case dictionary
        case pageIndex
    }

    /// Counts pages and bytes.
    let reads = ReadMeter()
    private let state: Mutex<ScanMetrics>

    init(files: Int, skipped: Int) {
        var metrics = ScanMetrics()
        metrics.files = files
        metrics.filesSkipped = skipped
        state = Mutex(metrics)
    }

    var metrics: ScanMetrics {
        var metrics = state.withLock { $0 }
        let counts = reads.counts
        metrics.pages = counts.pagesRead + counts.pagesSkipped
        metrics.pagesSkipped = counts.pagesSkipped
        metrics.byteCount = counts.byteCount
        for (fault, count) in counts.indexFaults {
            metrics.indexesIgnored[fault.description] = count
        }
        return metrics
    }

    func countRowGroup(skippedBy reason: Reason?) {
        state.withLock { metrics in
            metrics.rowGroups += 1
            switch reason {
            case .statistics: metrics.rowGroupsSkippedByStatistics += 1
            case .bloomFilter: metrics.rowGroupsSkippedByBloomFilters += 1
            case .dictionary: metrics.rowGroupsSkippedByDictionaries += 1
            case .pageIndex: metrics.rowGroupsSkippedByPageIndexes += 1
            case nil: break
            }
        }
    }
}
