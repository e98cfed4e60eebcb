// The live rows of several files as one new file of the same partition. Rows are read and encoded
// batch by batch; only the encoded file is held whole.

import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment

extension Table {
    /// Writes each bin's file, several at a time. After an error none of them is left.
    func rewrite(
        _ bins: [OptimizedBin], of snapshot: TableSnapshot
    ) async throws -> [OptimizedBin] {
        guard !bins.isEmpty else { return [] }
        let rewriter = try BinRewriter(snapshot)
        var tasks: [Task<StagedFiles, any Error>] = []
        var done: [OptimizedBin] = []
        var failure: (any Error)?
        for (index, bin) in bins.enumerated() {
            while failure == nil, tasks.count < bins.count,
                tasks.count < index + environment.parallelism
            {
                let files = bins[tasks.count].files
                tasks.append(environment.spawn { try await rewriter.rewrite(files) })
            }
            guard index < tasks.count else { break }
            do {
                let output = try await withTaskCancellationHandler {
                    try await tasks[index].value
                } onCancel: { [task = tasks[index]] in
                    task.cancel()
                }
                done.append(OptimizedBin(files: bin.files, output: output))
            } catch {
                failure = failure ?? error
            }
        }
        if let failure {
            for bin in done { await TableWriter.discard(bin.output, in: store) }
            throw failure
        }
        return done
    }
}

/// Rewrites files of one version.
struct BinRewriter: Sendable {
    private let reader: DataFileReader
    private let router: PartitionRouter
    private let writer: DataFileWriter

    init(_ snapshot: TableSnapshot) throws {
        reader = try snapshot.fileReader()
        let metadata = snapshot.log.metadata
        router = PartitionRouter(
            schema: snapshot.schema, partitionColumns: snapshot.partitionColumns,
            mapping: snapshot.log.columnMapping)
        writer = DataFileWriter(
            store: snapshot.table.store, environment: snapshot.table.environment,
            options: WriteOptions(), schema: router.dataSchema,
            partitionColumns: router.partitionNames,
            statisticsColumnsMax: try metadata.properties.dataSkippingNumIndexedColumns())
    }

    /// - Returns: no file where no row lives.
    func rewrite(_ files: [ActiveFile]) async throws -> StagedFiles {
        var staged = StagedFiles()
        guard let partition = files.first?.partitionValues else { return staged }
        var encoding = try writer.encoding()
        for file in files {
            var open = try await reader.open(file)
            while let batch = try await open.next() {
                try await encoding.append(router.dataColumns(of: batch))
                staged.rowCount += Int64(batch.count)
            }
        }
        guard staged.rowCount > 0 else { return staged }
        var add = try await writer.write(encoding, partition: partition)
        add.dataChange = false
        staged.add(StagedFiles(adds: [add], byteCount: add.size))
        return staged
    }
}

extension StagedFiles {
    /// These files too.
    mutating func add(_ other: StagedFiles) {
        adds += other.adds
        rowCount += other.rowCount
        byteCount += other.byteCount
    }
}
