// The change data feed of a table: which rows its commits inserted, updated and deleted, version by
// version (spec/tables.md DT-CDF).

public import Columnar
import DeltaLog
import DeltaProtocol
public import Expressions
import HostEnvironment

/// Changes of the rows of a table, batch by batch, in the order of versions; each iterator reads
/// anew.
public struct TableChanges: AsyncSequence, Sendable {
    public typealias Element = RecordBatch

    /// The last version, as which all rows are read.
    let snapshot: TableSnapshot
    let first: TableVersion
    let columns: ScanColumns

    /// The columns of the batches: those of the table at the last version, then `_change_type`
    /// (`insert`, `update_preimage`, `update_postimage`, `delete`), `_commit_version` and
    /// `_commit_timestamp`, unless others were asked for.
    public var schema: Schema { columns.resultSchema }

    /// The versions whose changes are read.
    public var versions: ClosedRange<Int64> { first.number...snapshot.version }

    public func makeAsyncIterator() -> Iterator {
        Iterator(self)
    }

    /// A position among the changes; one task at a time uses it.
    ///
    /// `next` throws `changeDataMissing` and `schemaMismatch` where it meets a version whose
    /// changes cannot be told, `versionNotFound` where a commit has been cleaned up, `corrupt`,
    /// `storage`.
    public struct Iterator: AsyncIteratorProtocol {
        private let changes: TableChanges
        private let reader: DataFileReader
        private var opened = OpenedFiles()
        private var nextVersion: TableVersion?
        /// What is left of the commit that was read last, the next rows last.
        private var waiting: [ChangedRows] = []
        private var constants: [String: Scalar] = [:]

        init(_ changes: TableChanges) {
            self.changes = changes
            reader = DataFileReader(
                TableScan(snapshot: changes.snapshot, columns: changes.columns, files: []))
            nextVersion = changes.first
        }

        public mutating func next() async throws -> RecordBatch? {
            do {
                repeat {
                    try await openAhead()
                    if let batch = try await opened.next() { return batch }
                } while opened.isBusy || !waiting.isEmpty || nextVersion != nil
                return nil
            } catch {
                throw Table.translate(error, changes.snapshot.table.location)
            }
        }

        private mutating func openAhead() async throws {
            while opened.wantsMore {
                if let rows = waiting.popLast() {
                    try await open(rows)
                } else if let version = nextVersion {
                    try await read(version)
                } else {
                    return
                }
            }
        }

        private mutating func read(_ version: TableVersion) async throws {
            let last = changes.snapshot.log.version
            nextVersion = version < last ? version.next : nil
            let table = changes.snapshot.table
            let commit = try await table.log.commit(of: version)
            for case .protocol(let needed) in commit.actions {
                try FeatureSupport.checkRead(needed)
            }
            for case .metadata(let metadata) in commit.actions {
                try ChangeFeedRules.check(
                    metadata, since: version, readAs: changes.snapshot.log)
            }
            waiting = try ChangedRows.of(try await table.completingRemoves(of: commit)).reversed()
            constants = [
                "_commit_version": .int64(version.number),
                "_commit_timestamp": .timestamp(commit.timestamp.microseconds),
            ]
        }

        private func open(_ rows: ChangedRows) async throws {
            var constants = constants
            if let kind = rows.kind { constants["_change_type"] = .string(kind.rawValue) }
            var only: RowBitmap?
            if case .between(let before, let after) = rows.choice {
                let changed = try await vector(after).subtracting(try await vector(before))
                if changed.isEmpty { return }
                only = changed
            }
            let values = constants
            let chosen = only
            opened.open(in: reader.environment) { [reader] in
                try await reader.open(rows.file, only: chosen, constants: values)
            }
        }

        private func vector(_ descriptor: DeletionVectorDescriptor?) async throws -> RowBitmap {
            guard let descriptor else { return .empty }
            let table = reader.table
            return try await DeletionVectorReader(store: table.store, root: table.root)
                .rows(descriptor)
        }
    }
}

extension Table {
    /// The rows that the commits of some versions inserted, updated and deleted.
    ///
    /// The table must have had a change data feed (`delta.enableChangeDataFeed`) in all of them.
    ///
    /// - Parameters:
    ///   - first: the first version whose changes are read.
    ///   - last: the last one; the newest unless asked otherwise.
    ///   - names: the columns wanted, of the table's and the three of a change; nil for all.
    ///   - predicate: only changes on which it is true; it may name the columns of a change.
    /// - Throws: `versionNotFound`, `changeDataMissing`, `schemaMismatch` where a version has
    ///   columns that the last one cannot hold; `columnNotFound`, `invalidExpression`,
    ///   `unsupportedFeature`, `storage`.
    /// - Complexity: one read a version, and the files that it changed.
    public func changes(
        from first: Int64, through last: VersionSelector = .latest,
        columns names: [String]? = nil, where predicate: Expression? = nil
    ) async throws -> TableChanges {
        try await translatingErrors {
            let snapshot = try await self.snapshot(last)
            guard let start = TableVersion(first), first <= snapshot.version else {
                throw TableError(
                    .versionNotFound,
                    "there are no changes from version \(first) on: the last one is "
                        + "\(snapshot.version)")
            }
            let begin = try await self.snapshot(.version(first))
            try ChangeFeedRules.check(begin.log.metadata, since: start, readAs: snapshot.log)
            return TableChanges(
                snapshot: snapshot, first: start,
                columns: try ScanColumns(
                    table: try ChangeFeedRules.schema(of: snapshot.schema), names: names,
                    predicate: predicate))
        }
    }

    /// The actions of a commit, with what its removes may leave out taken from the version before.
    func completingRemoves(of commit: LoggedCommit) async throws -> [Action] {
        func isComplete(_ file: RemoveFile) -> Bool {
            file.partitionValues != nil && file.size != nil
        }
        let lacking = commit.actions.contains { action in
            guard case .remove(let file) = action else { return false }
            return file.dataChange && !isComplete(file)
        }
        guard lacking, let before = commit.version.previous else { return commit.actions }
        let files = try await log.snapshot(at: .version(before)).files()
        return commit.actions.map { action in
            guard case .remove(var file) = action, !isComplete(file),
                let known = files.find(path: file.path, deletionVector: file.deletionVector)
            else { return action }
            file.partitionValues = known.partitionValues
            file.size = known.size
            return .remove(file)
        }
    }
}
