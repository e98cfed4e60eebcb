// The rows of a snapshot as an asynchronous sequence. Files are opened, and their first rows
// decoded, before their turn, so that many small files do not wait for each other.

public import Columnar
import DeltaLog
import DeltaProtocol
public import Expressions
import HostEnvironment

/// The rows of one version of a table that match, batch by batch; each iterator reads anew.
public struct TableScan: AsyncSequence, Sendable {
    public typealias Element = RecordBatch

    let snapshot: TableSnapshot
    let columns: ScanColumns
    /// The files that can have matching rows.
    let files: [ActiveFile]
    let meter: ScanMeter

    /// - Parameter skipped: files of the version that are not read.
    init(
        snapshot: TableSnapshot, columns: ScanColumns, files: [ActiveFile], skipped: Int = 0
    ) {
        self.snapshot = snapshot
        self.columns = columns
        self.files = files
        meter = ScanMeter(files: files.count + skipped, skipped: skipped)
    }

    /// What has been read and left out so far, by all iterators.
    public var metrics: ScanMetrics { meter.metrics }

    /// The columns of the batches.
    public var schema: Schema { columns.resultSchema }

    /// How many files are read, of `TableSnapshot.fileCount`.
    public var fileCount: Int { files.count }

    public func makeAsyncIterator() -> Iterator {
        Iterator(scan: self)
    }

    /// A position in a scan; one task at a time uses it.
    public struct Iterator: AsyncIteratorProtocol {
        private let scan: TableScan
        private let reader: DataFileReader
        private var opened = OpenedFiles()
        private var nextFile = 0

        init(scan: TableScan) {
            self.scan = scan
            reader = DataFileReader(scan)
        }

        public mutating func next() async throws -> RecordBatch? {
            do {
                repeat {
                    openAhead()
                    if let batch = try await opened.next() { return batch }
                } while opened.isBusy || nextFile < scan.files.count
                return nil
            } catch {
                throw Table.translate(error, scan.snapshot.table.location)
            }
        }

        private mutating func openAhead() {
            while nextFile < scan.files.count, opened.wantsMore {
                let file = scan.files[nextFile]
                let reader = reader
                opened.open(in: reader.environment) { try await reader.open(file) }
                nextFile += 1
            }
        }
    }
}

extension TableSnapshot {
    /// The rows of this version. Files in which no row can match are left out.
    ///
    /// - Parameters:
    ///   - names: the columns wanted, in the order wanted; nil for all.
    ///   - predicate: only rows on which it is true.
    /// - Throws: `columnNotFound`, `invalidExpression`, `corrupt` for a partition value that is
    ///   none of its column's type.
    /// - Complexity: O(files).
    public func scan(
        columns names: [String]? = nil, where predicate: Expression? = nil
    ) async throws -> TableScan {
        try await scan(columns: names, where: predicate, holding: .partitionValues)
    }

    /// The same.
    ///
    /// - Parameter fields: what is known of the files afterwards, beside what reading them needs.
    func scan(
        columns names: [String]? = nil, where predicate: Expression? = nil,
        holding fields: FileFields
    ) async throws -> TableScan {
        try await table.translatingErrors {
            let columns = try ScanColumns(table: schema, names: names, predicate: predicate)
            guard let predicate = columns.tablePredicate else {
                let files = try await log.collectFiles(fields) { Array($0) }
                return TableScan(snapshot: self, columns: columns, files: files)
            }
            let pruner = FilePruner(predicate, snapshot: log)
            let batches = try await log.collectFiles(fields.union(pruner.fields)) { batch in
                [(kept: try pruner.keep(batch), count: batch.count)]
            }
            let kept = batches.flatMap(\.kept)
            return TableScan(
                snapshot: self, columns: columns, files: kept,
                skipped: batches.reduce(0) { $0 + $1.count } - kept.count)
        }
    }

    /// All files of the version.
    func allFiles() async throws -> [ActiveFile] { try await log.collectFiles { Array($0) } }

    /// Opens files one by one, whole, with all columns.
    func fileReader() throws -> DataFileReader {
        DataFileReader(
            TableScan(
                snapshot: self,
                columns: try ScanColumns(table: schema, names: nil, predicate: nil), files: []))
    }
}

extension Table {
    /// The rows of a version, the newest unless asked otherwise.
    public func scan(
        columns: [String]? = nil, where predicate: Expression? = nil,
        at selector: VersionSelector = .latest
    ) async throws -> TableScan {
        try await snapshot(selector).scan(columns: columns, where: predicate)
    }
}
