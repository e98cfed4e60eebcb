// Which files are written together: those of a bin make one file of about the target size.

import BinaryIO
import DeltaLog
import DeltaProtocol

/// Files that become one, and what became of them.
struct OptimizedBin: Sendable {
    let files: [ActiveFile]
    /// The file that holds their live rows; none before it is written, or where no row lives.
    var output = StagedFiles()
}

/// Puts files into bins.
enum BinPacking {
    /// The part of a file's rows that may be deleted before it is worth rewriting alone (Spark's
    /// `optimize.maxDeletedRowsRatio`).
    static let deletedRowsRatioMax = 0.05

    /// Whether so many rows of a file are deleted that it is written anew.
    static func isWorthPurging(_ file: ActiveFile) -> Bool {
        guard let vector = file.deletionVector else { return false }
        var reader = StatisticsReader(columns: [])
        guard let rows = file.stats.flatMap({ reader.read($0) })?.numRecords, rows > 0 else {
            return true
        }
        return Double(vector.cardinality) / Double(rows) > deletedRowsRatioMax
    }

    /// Bins of files of one partition, none over the target unless a file alone is. Small files
    /// come first, so that most go away; ties are broken by path, so that the plan of a version is
    /// always the same.
    ///
    /// - Returns: only bins that change something: of several files, or of one that is worth
    ///   purging.
    static func bins(_ files: [ActiveFile], targetBytes: Int64) -> [[ActiveFile]] {
        let sorted = files.map { (size: $0.size, path: $0.path, file: $0) }
            .sorted { ($0.size, $0.path) < ($1.size, $1.path) }
        var bins: [[ActiveFile]] = []
        var bin: [ActiveFile] = []
        var bytes: Int64 = 0
        for entry in sorted {
            let (sum, overflow) = bytes.addingReportingOverflow(entry.size)
            if !bin.isEmpty, overflow || sum > targetBytes {
                bins.append(bin)
                bin = []
                bytes = 0
            }
            bin.append(entry.file)
            bytes = min(bytes.addingReportingOverflow(entry.size).partialValue, Int64.max)
        }
        if !bin.isEmpty { bins.append(bin) }
        return bins.filter { $0.count > 1 || $0.contains(where: isWorthPurging) }
    }
}
