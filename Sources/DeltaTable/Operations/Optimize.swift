// Makes few large files of many small ones, and gets rid of deleted rows that are still stored. A
// rearranging operation: no row changes, so what others changed meanwhile is left to them, and the
// rest is committed (spec/tables.md DT-OPT).

import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
public import Expressions
import HostEnvironment
import JSONCodec

extension Table {
    /// Writes small files together to larger ones, in one commit that changes no row.
    ///
    /// Files of one partition are put together up to the target size. A file whose deletion vector
    /// names more than a twentieth of its rows is written anew even where it is large.
    ///
    /// - Parameters:
    ///   - condition: on partition columns only; nil for the whole table.
    ///   - targetFileBytes: nil for `delta.targetFileSize`, or 128 MiB where the table has none.
    /// - Throws: `invalidRequest` for a condition on other columns; `invalidExpression`,
    ///   `unsupportedFeature`, `outcomeUnknown`, `storage`.
    /// - Complexity: O(bytes that are rewritten); memory for one encoded file a thread.
    @discardableResult
    public func optimize(
        where condition: Expression? = nil, targetFileBytes: Int64? = nil, dryRun: Bool = false
    ) async throws -> OptimizeResult {
        try await translatingErrors {
            let snapshot = try await self.snapshot()
            var operation = OptimizeOperation(condition, targetFileBytes)
            if dryRun {
                return operation.result(
                    of: try await operation.bins(of: snapshot), version: snapshot.version)
            }
            let end = try await run(&operation, on: snapshot)
            return operation.result(
                version: end?.version ?? operation.version, warnings: end?.warnings ?? [])
        }
    }
}

/// An optimize, however often it is planned.
struct OptimizeOperation: Operation {
    private let condition: Expression?
    private let targetFileBytes: Int64?
    /// What has been rewritten so far; nil before the first plan.
    private(set) var done: [OptimizedBin]?
    private var droppedBins = 0
    private(set) var version: Int64 = 0

    /// Where the table and the caller do not say.
    static let defaultTargetFileBytes: Int64 = 128 << 20

    init(_ condition: Expression?, _ targetFileBytes: Int64?) {
        self.condition = condition
        self.targetFileBytes = targetFileBytes
    }

    var kept: StagedFiles {
        var staged = StagedFiles()
        for bin in done ?? [] { staged.add(bin.output) }
        return staged
    }

    mutating func plan(
        on snapshot: TableSnapshot, in table: Table
    ) async throws -> OperationPlan? {
        version = snapshot.version
        try FeatureSupport.checkWrite(
            snapshot.log.tableProtocol, metadata: snapshot.log.metadata, schema: snapshot.schema)
        let bins: [OptimizedBin]
        if let done {
            bins = done
        } else {
            bins = try await table.rewrite(try await self.bins(of: snapshot), of: snapshot)
            done = bins
        }
        guard !bins.isEmpty else { return nil }
        var transaction = table.log.begin(on: snapshot.log, operation: operation(bins))
        let now = table.environment.now.milliseconds
        let files = try await snapshot.log.files()
        for bin in bins {
            for file in bin.files {
                // The vector that the version has: the bin was dropped where it is another one.
                let current = files.find(file) ?? file
                transaction.actions.append(
                    .remove(current.addFile.removed(at: now, dataChange: false)))
                transaction.reads.files.insert(file.key.path)
            }
            transaction.actions += bin.output.adds.map { .add($0) }
        }
        transaction.crossesNoVacuum(of: kept)
        return OperationPlan(transaction: transaction)
    }

    /// Drops the bins of which somebody else has changed a file.
    mutating func replan(
        planned: TableSnapshot, newest: TableSnapshot, in table: Table
    ) async throws {
        guard let done else { return }
        let ignoresVectors = table.environment.weaknesses.contains(.optimizesOverDeletes)
        let files = try await newest.log.files()
        var remaining: [OptimizedBin] = []
        for bin in done {
            let isUnchanged = bin.files.allSatisfy { file in
                ignoresVectors
                    ? files.contains { $0.path == file.path }
                    : files.find(path: file.path, deletionVector: file.deletionVector) != nil
            }
            if isUnchanged {
                remaining.append(bin)
            } else {
                droppedBins += 1
                await TableWriter.discard(bin.output, in: table.store)
            }
        }
        for index in remaining.indices {
            self.done = remaining
            remaining[index].output = try await table.fitting(
                remaining[index].output, planned, newest)
        }
        self.done = remaining
    }

    // MARK: What is said about it

    private func operation(_ bins: [OptimizedBin]) -> CommitOperation {
        let files = bins.flatMap(\.files)
        let adds = bins.flatMap(\.output.adds)
        let sizes = adds.map(\.size).sorted()
        func percentile(_ percent: Int) -> Int64 {
            sizes.isEmpty ? 0 : sizes[min(sizes.count - 1, sizes.count * percent / 100)]
        }
        let metrics: [(String, Int64)] = [
            ("numAddedFiles", Int64(adds.count)),
            ("numRemovedFiles", Int64(files.count)),
            ("numAddedBytes", sizes.reduce(0, +)),
            ("numRemovedBytes", files.reduce(0) { $0.addingClamped($1.size) }),
            ("minFileSize", percentile(0)), ("p25FileSize", percentile(25)),
            ("p50FileSize", percentile(50)), ("p75FileSize", percentile(75)),
            ("maxFileSize", percentile(100)),
            ("numDeletionVectorsRemoved", Int64(files.count { $0.deletionVector != nil })),
        ]
        return CommitOperation(
            "OPTIMIZE",
            parameters: [
                (
                    "predicate",
                    .string(CommitOperation.list(condition.map { ["\($0)"] } ?? []))
                ),
                ("zOrderBy", .string("[]")), ("clusterBy", .string("[]")),
                ("auto", .bool(false)),
            ], metrics: metrics.map { ($0.0, String($0.1)) })
    }

    func result(version: Int64, warnings: [String] = []) -> OptimizeResult {
        result(of: done ?? [], version: version, warnings: warnings)
    }

    func result(
        of bins: [OptimizedBin], version: Int64, warnings: [String] = []
    ) -> OptimizeResult {
        let files = bins.flatMap(\.files)
        return OptimizeResult(
            version: version, removedFileCount: files.count,
            removedByteCount: files.reduce(0) { $0.addingClamped($1.size) },
            addedFileCount: bins.reduce(0) { $0 + $1.output.adds.count },
            addedByteCount: bins.reduce(0) { $0 + $1.output.byteCount },
            deletionVectorCount: files.count { $0.deletionVector != nil },
            droppedGroupCount: droppedBins, warnings: warnings)
    }
}

extension OptimizeOperation {
    /// The files that are worth rewriting, those of a bin together.
    func bins(of snapshot: TableSnapshot) async throws -> [OptimizedBin] {
        let partitioning = snapshot.log.partitionFields
        let mapping = snapshot.log.columnMapping
        if let condition {
            try Self.checkPartitionOnly(condition, snapshot)
        }
        let target =
            try targetFileBytes ?? snapshot.log.properties.targetFileSizeBytes()
            ?? Self.defaultTargetFileBytes
        guard target > 0 else {
            throw TableError(.invalidRequest, "the target size must be positive, not \(target)")
        }
        var byPartition: [[Scalar]: [ActiveFile]] = [:]
        var order: [[Scalar]] = []
        let scan = try await snapshot.scan(columns: [], where: condition, holding: .all)
        for file in scan.files {
            guard file.size < target || BinPacking.isWorthPurging(file) else { continue }
            let key = try file.partitionValues.scalars(partitioning, mapping)
            if byPartition[key] == nil { order.append(key) }
            byPartition[key, default: []].append(file)
        }
        return order.flatMap { key in
            BinPacking.bins(byPartition[key] ?? [], targetBytes: target)
                .map { OptimizedBin(files: $0) }
        }
    }

    private static func checkPartitionOnly(
        _ condition: Expression, _ snapshot: TableSnapshot
    ) throws {
        let bound = try Binder(snapshot.schema).bindPredicate(condition)
        let partition = Set(snapshot.partitionColumns)
        let names = bound.columns.map { snapshot.schema[$0].name }
        if let name = names.first(where: { !partition.contains($0) }) {
            let list = snapshot.partitionColumns.joined(separator: ", ")
            throw TableError(
                .invalidRequest,
                "a condition of optimize selects partitions, and '\(name)' is no partition column; "
                    + "the table is partitioned by \(list.isEmpty ? "nothing" : list)"
            ).at(column: name)
        }
    }
}

extension ActiveFiles {
    /// The same data file as this version has it, with whatever deletion vector.
    fileprivate func find(_ file: ActiveFile) -> ActiveFile? {
        find(path: file.path, deletionVector: file.deletionVector)
            ?? first { $0.path == file.path }
    }
}
