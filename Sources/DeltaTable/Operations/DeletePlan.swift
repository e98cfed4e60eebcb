// What a delete does to one version of a table: which rows of which files, and so which actions. A
// plan that lost a race is made again, and evaluates only what it has not seen.

import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage

/// The rows of data files on which a condition is true, by file.
struct MatchedRows: Sendable {
    /// What was found in a file at one time.
    struct Evaluated: Sendable {
        let matches: RowBitmap
        /// Rows that were deleted then, and so not looked at.
        let deleted: RowBitmap
        let rowCount: Int64
    }

    private var known: [String: Evaluated] = [:]

    /// The rows of `file` that match and are live in a version; reads the file only where an
    /// earlier look does not say it: rows of a file never change, they only get deleted.
    mutating func find(
        in file: ActiveFile, _ reader: DataFileReader
    ) async throws -> (matches: RowBitmap, deleted: RowBitmap, rowCount: Int64) {
        let path = file.path
        let vectors = DeletionVectorReader(store: reader.table.store, root: reader.table.root)
        if let earlier = known[path] {
            var deleted = RowBitmap.empty
            if let descriptor = file.deletionVector { deleted = try await vectors.rows(descriptor) }
            if deleted.isSuperset(of: earlier.deleted) {
                return (earlier.matches.subtracting(deleted), deleted, earlier.rowCount)
            }
        }
        var open = try await reader.open(file, numbersRows: true)
        var rows: [Int64] = []
        while let matches = try await open.nextMatches() { rows += matches }
        let found = Evaluated(
            matches: RowBitmap(rows), deleted: open.deleted ?? .empty, rowCount: open.rowCount)
        known[path] = found
        return (found.matches, found.deleted, found.rowCount)
    }
}

/// The actions of a delete on one version, with the files that they need, durable.
struct DeletePlan: Sendable {
    var actions: [Action] = []
    /// New objects that nothing refers to until the commit does: rewritten data files, and the
    /// file of deletion vectors in the form of one.
    var staged = StagedFiles()
    var readFiles: [ActiveFile] = []
    var deletedRows: Int64 = 0
    var removedFiles = 0
    var removedBytes: Int64 = 0
    var rewrittenFiles = 0
    var copiedRows: Int64 = 0
    var vectorsAdded = 0
    var vectorsRemoved = 0

    var isEmpty: Bool { actions.isEmpty }

    /// Data files that hold the rows that stay.
    var rewritten: [AddFile] { staged.adds.filter { !$0.path.hasSuffix(".bin") } }
}

extension Table {
    /// Whether a version may get new deletion vectors.
    static func writesDeletionVectors(_ snapshot: TableSnapshot) throws -> Bool {
        try snapshot.log.properties.enableDeletionVectors()
            && snapshot.log.tableProtocol.supportsWriting(.deletionVectors)
    }

    /// Plans a delete on one version.
    ///
    /// - Parameter stages: whether files are written; without, the plan only says what would be
    ///   done.
    func deletePlan(
        where condition: Expression, on snapshot: TableSnapshot, _ matched: inout MatchedRows,
        stages: Bool
    ) async throws -> DeletePlan {
        let scan = try await snapshot.scan(columns: [], where: condition, holding: .all)
        let reader = DataFileReader(scan)
        let everything = try snapshot.fileReader()
        let usesVectors = try Self.writesDeletionVectors(snapshot)
        let now = environment.now.milliseconds
        var plan = DeletePlan()
        var vectors: [(file: ActiveFile, rows: RowBitmap, rowCount: Int64)] = []
        // Rows that are copied have been checked when they came.
        var writer = try self.writer(on: snapshot, checksRows: false)
        do {
            for file in scan.files {
                plan.readFiles.append(file)
                let found = try await matched.find(in: file, reader)
                guard !found.matches.isEmpty else { continue }
                plan.deletedRows += found.matches.cardinality
                plan.actions.append(.remove(file.addFile.removed(at: now)))
                if file.deletionVector != nil { plan.vectorsRemoved += 1 }
                let gone = Self.gone(found.deleted, found.matches, environment)
                let isWhole = gone.cardinality == found.rowCount
                if !isWhole, usesVectors {
                    vectors.append((file, gone, found.rowCount))
                    continue
                }
                plan.removedFiles += 1
                plan.removedBytes = plan.removedBytes.addingClamped(file.size)
                guard !isWhole, stages else { continue }
                plan.rewrittenFiles += 1
                plan.copiedRows += found.rowCount - gone.cardinality
                var open = try await everything.open(file, without: gone)
                while let rows = try await open.next() { try await writer.append(rows) }
            }
            plan.staged = try await writer.finish()
        } catch {
            await writer.discard()
            throw error
        }
        plan.actions += plan.staged.adds.map { .add($0) }
        if stages { try await write(vectors, into: &plan) }
        return plan
    }

    /// All rows of a file that are deleted once those that match are.
    private static func gone(
        _ deleted: RowBitmap, _ matches: RowBitmap, _ environment: HostEnvironment
    ) -> RowBitmap {
        if environment.weaknesses.contains(.lastDeletionVectorWins) { return matches }
        return deleted.union(matches)
    }

    /// Stores deletion vectors in one file.
    private func write(
        _ vectors: [(file: ActiveFile, rows: RowBitmap, rowCount: Int64)],
        into plan: inout DeletePlan
    ) async throws {
        guard !vectors.isEmpty else { return }
        let uuid = environment.uuid()
        let (bytes, places) = DeletionVectorFile.encode(vectors.map(\.rows))
        let key = "deletion_vector_\(uuid).bin"
        // Before the put: who is held up behind it must not take the file for a young one.
        let begun = environment.now
        do {
            _ = try await store.put(try ObjectPath(key), bytes, mode: .create)
        } catch {
            await TableWriter.discard(plan.staged, in: store)
            throw error
        }
        plan.staged.adds.append(
            AddFile(
                path: key, size: Int64(bytes.count), modificationTime: begun.milliseconds))
        for (vector, place) in zip(vectors, places) {
            var add = vector.file.addFile
            add.deletionVector = try DeletionVectorDescriptor(
                uuid: uuid, place: place, rows: vector.rows)
            add.stats = FileStatistics.withDeletedRows(add.stats, rowCount: vector.rowCount)
            add.dataChange = true
            plan.actions.append(.add(add))
            plan.vectorsAdded += 1
        }
    }
}
