// What of a checkpoint is read for which purpose. What is not about files stands in a few rows of
// many, whose other rows are null: statistics and the page index say where.

import Columnar
import Parquet
import ParquetIO

/// Some columns of a checkpoint.
enum CheckpointSelection: Sendable {
    case everything
    /// What is not about files.
    case head
    /// Only which sidecars there are, and what checkpoint it is.
    case sidecars
    case files(FileFields, tombstones: Bool)

    /// The paths that are read, of those that the file has.
    func paths(in file: Schema) -> [[String]] {
        CheckpointSchema.wantedPaths(in: file).filter { path in
            switch self {
            case .everything: true
            case .head: path[0] != "add" && path[0] != "remove"
            case .sidecars: path[0] == "sidecar" || path[0] == "checkpointMetadata"
            case .files(let fields, let tombstones):
                path.count > 1
                    && (path[0] == "add" || path[0] == "remove" && tombstones)
                    && fields.contains(path[1])
            }
        }
    }

    /// The rows that can hold something.
    ///
    /// - Throws: `ParquetIOError` where the store does not give the page index.
    func rows(
        of reader: ParquetObjectReader, _ paths: [[String]]
    ) async throws -> [RowGroupRows] {
        let all = (0..<reader.footer.rowGroupCount).map { reader.allRows(of: $0) }
        switch self {
        case .everything, .files: return all
        case .head, .sidecars:
            var rows: [RowGroupRows] = []
            for group in all {
                let selection = try await Self.rows(of: reader, group.rowGroup, paths)
                rows.append(RowGroupRows(rowGroup: group.rowGroup, rows: selection))
            }
            return rows.filter { !$0.rows.isEmpty }
        }
    }

    /// A field that no action of the kind lacks.
    private static let required = [
        "protocol": "minReaderVersion", "metaData": "id", "txn": "appId",
        "domainMetadata": "domain", "sidecar": "path", "checkpointMetadata": "version",
    ]

    /// The rows of a row group that hold any of the actions, as far as the file says.
    private static func rows(
        of reader: ParquetObjectReader, _ rowGroup: Int, _ paths: [[String]]
    ) async throws -> RowSelection {
        let footer = reader.footer
        let everything = reader.allRows(of: rowGroup).rows
        var ranges: [Range<Int>] = []
        for action in Set(paths.map { $0[0] }).sorted() {
            guard let field = required[action] else { return everything }
            let path = [action, field]
            guard let known = footer.statistics(ofRowGroup: rowGroup).column(path) else {
                return everything
            }
            if known.isAllNull { continue }
            var candidates = everything
            if let pages = try await reader.pages(of: path, rowGroup: rowGroup) {
                candidates = RowSelection()
                for page in pages where !page.isAllNull { candidates.append(page.rows) }
            }
            ranges += try await held(
                RowGroupRows(rowGroup: rowGroup, rows: candidates), of: reader, path)
        }
        var selection = RowSelection()
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            selection.append(range)
        }
        return selection
    }

    /// The rows that hold an action, found by one field of it: that is read before all the others,
    /// which most rows lack.
    private static func held(
        _ candidates: RowGroupRows, of reader: ParquetObjectReader, _ path: [String]
    ) async throws -> [Range<Int>] {
        var held = RowSelection()
        var batches = try reader.batches(.paths([path]), rows: [candidates]).makeAsyncIterator()
        while let read = try await batches.nextRows() {
            guard let validity = read.batch.column(path[0])?.validity else {
                held.append(read.rows)
                continue
            }
            held.append(validity, from: read.rows.lowerBound)
        }
        return held.ranges
    }
}
