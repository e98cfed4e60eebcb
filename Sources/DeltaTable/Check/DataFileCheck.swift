// The data files of a version, several at once: deletion vectors, the log's statistics, footers and
// bytes, as deep as was asked.

import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// Looks at every data file of a version.
struct DataFileCheck: Sendable {
    private let snapshot: TableSnapshot
    private let depth: CheckDepth
    /// Files that are known not to be there.
    private let missing: Set<ObjectPath>
    private let statistics: StatisticsCheck

    init(_ snapshot: TableSnapshot, depth: CheckDepth, missing: Set<ObjectPath>) {
        self.snapshot = snapshot
        self.depth = depth
        self.missing = missing
        statistics = StatisticsCheck(snapshot)
    }

    private var table: Table { snapshot.table }

    /// - Throws: the store's failures and cancellation.
    func run(_ progress: @Sendable (Int, Int) -> Void) async throws -> [TableFinding] {
        let files = try await snapshot.allFiles()
        var found: [(file: Int, findings: [TableFinding])] = []
        try await withThrowingTaskGroup(of: (Int, [TableFinding]).self) { group in
            var started = 0
            func startNext() {
                guard started < files.count else { return }
                let number = started
                started += 1
                group.addTask { (number, try await findings(in: files[number])) }
            }
            for _ in 0..<TableLimits.filesAheadMax { startNext() }
            var done = 0
            while let (number, findings) = try await group.next() {
                done += 1
                progress(done, files.count)
                if !findings.isEmpty { found.append((number, findings)) }
                startNext()
            }
        }
        return found.sorted { $0.file < $1.file }.flatMap(\.findings)
    }

    private func findings(in file: ActiveFile) async throws -> [TableFinding] {
        try Task.checkCancellation()
        var findings = statistics.problems(of: file)
        guard let path = try? file.dataPath().relativePath(root: table.root),
            let key = try? ObjectPath(path), !missing.contains(key)
        else { return findings }
        let rowCount = statistics.rowCount(of: file)
        var vector: RowBitmap?
        do {
            vector = try await deletedRows(of: file, rowCount)
        } catch let error as Problem {
            findings.append(TableFinding(.deletionVector, error.message, path: path))
        }
        guard depth >= .footers else { return findings }
        do {
            let reader = try await ParquetObjectReader.open(
                key, in: table.store, environment: table.environment, size: Int(file.size))
            findings += look(at: reader, path, rowCount, vector)
            guard depth >= .data else { return findings }
            let damage = try await reader.verify().map { Self.finding($0, path) }
            findings += damage
            // What cannot be read cannot be held against its statistics.
            if damage.isEmpty, findings.allSatisfy({ $0.severity != .error }) {
                findings += try await statistics.contradictions(in: file, path)
            }
        } catch let error as ParquetIOError {
            guard case .format = error.code else { throw error }
            findings.append(
                TableFinding(
                    .unreadableFile, "the file cannot be read: \(error.message)", path: path))
        }
        return findings
    }

    private func look(
        at reader: ParquetObjectReader, _ path: String, _ rowCount: Int64?, _ vector: RowBitmap?
    ) -> [TableFinding] {
        var findings: [TableFinding] = []
        let count = Int64(reader.footer.rowCount)
        if let rowCount, rowCount != count {
            findings.append(
                TableFinding(
                    .rowCountDiffers,
                    "the file has \(count) rows, the log's statistics say \(rowCount)", path: path))
        }
        if let last = vector?.last, last >= count {
            findings.append(
                TableFinding(
                    .deletionVector, "row \(last) is deleted of a file of \(count) rows",
                    path: path))
        }
        return findings
    }

    private static func finding(_ finding: Parquet.Finding, _ path: String) -> TableFinding {
        let place = finding.rowGroup.map { "row group \($0): " } ?? ""
        return TableFinding(
            .damagedFile, place + finding.message, path: path, column: finding.column)
    }

    /// What is wrong with a file's deletion vector.
    private struct Problem: Error {
        let message: String
    }

    /// Whether the vector's file is known not to be there, which is a finding already.
    private func isMissing(_ descriptor: DeletionVectorDescriptor) -> Bool {
        guard case .file(let path)? = try? DeletionVector(descriptor),
            let key = try? ObjectPath(path.relativePath(root: table.root))
        else { return false }
        return missing.contains(key)
    }

    /// The rows that the file's deletion vector deletes; nil without one.
    private func deletedRows(
        of file: ActiveFile, _ rowCount: Int64?
    ) async throws -> RowBitmap? {
        guard let descriptor = file.deletionVector, !isMissing(descriptor) else { return nil }
        let rows: RowBitmap
        do {
            rows = try await DeletionVectorReader(store: table.store, root: table.root)
                .rows(descriptor)
        } catch let error as TableError where error.code == .corrupt {
            throw Problem(message: error.message)
        } catch let error as DeltaProtocolError {
            throw Problem(message: error.message)
        } catch let error as ObjectStorageError where error.code == .invalidRange {
            throw Problem(message: "its file is shorter than the log says")
        }
        if let rowCount, let last = rows.last, last >= rowCount {
            throw Problem(message: "row \(last) is deleted of a file of \(rowCount) rows")
        }
        return rows
    }
}
