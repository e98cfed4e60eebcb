// The first half of every write: rows become durable files that nothing refers to yet. Files are
// encoded while further rows come in; memory is bounded by `WriteOptions.bufferBytesMax` for rows
// that wait and by as many files again that are being encoded.

package import Columnar
package import DeltaProtocol
package import HostEnvironment
package import ObjectStorage

/// Stages the rows of one commit. One task uses a writer, and calls `finish` or `discard` last.
package struct TableWriter: Sendable {
    private let store: any ObjectStore
    private let environment: HostEnvironment
    private let options: WriteOptions
    private let schema: Schema
    private let router: PartitionRouter
    private let files: DataFileWriter
    private let rules: RowRules
    private var alignment: (input: Schema, alignment: SchemaAlignment)?
    private var rowsTaken: Int64 = 0
    private var buffers: [PartitionBuffer] = []
    private var positions: [PartitionValues: Int] = [:]
    private var bufferedBytes = 0
    private var inFlight: [Task<AddFile, any Error>] = []
    private var staged = StagedFiles()

    /// Files that are encoded and stored at the same time.
    private var inFlightMax: Int { max(4, 2 * environment.parallelism) }

    /// - Parameters:
    ///   - scope: what the rows replace; its condition must be true on them.
    ///   - checksRows: whether constraints are checked and columns filled; not for rows that the
    ///     table has.
    /// - Throws: `corrupt` where the table's schema cannot be read; `unsupportedFeature` where a
    ///   constraint, a default or a generated column cannot be evaluated.
    package init(
        store: any ObjectStore, tableProtocol: TableProtocol, metadata: TableMetadata,
        options: WriteOptions = WriteOptions(), scope: OverwriteScope = .table,
        checksRows: Bool = true, environment: HostEnvironment
    ) throws(TableError) {
        self.store = store
        self.environment = environment
        self.options = options
        do {
            schema = try metadata.schema()
            router = PartitionRouter(
                schema: schema, partitionColumns: metadata.partitionColumns,
                mapping: try ColumnMapping(tableProtocol, metadata, schema: schema))
            files = DataFileWriter(
                store: store, environment: environment, options: options,
                schema: router.dataSchema, partitionColumns: router.partitionNames,
                statisticsColumnsMax: try metadata.properties.dataSkippingNumIndexedColumns())
        } catch {
            throw TableError(.corrupt, "the table's metadata cannot be read", cause: error)
        }
        rules =
            checksRows
            ? try RowRules(metadata, schema: schema, scope: scope, environment: environment)
            : .none
    }

    /// Takes rows; their columns are matched with the table's by name.
    ///
    /// - Throws: `schemaMismatch`, `nullViolation`, `constraintViolated`, and the failures of the
    ///   store.
    package mutating func append(_ batch: RecordBatch) async throws {
        let aligned = try aligned(batch)
        for slice in try router.route(aligned) {
            let position = position(of: slice.partition)
            bufferedBytes += buffers[position].append(slice.batch)
            if buffers[position].valueBytes >= options.targetFileBytes {
                try await flush(position)
            }
        }
        while bufferedBytes > options.bufferBytesMax {
            guard
                let largest = buffers.indices.max(by: {
                    buffers[$0].valueBytes < buffers[$1].valueBytes
                }), buffers[largest].valueBytes > 0
            else { break }
            try await flush(largest)
        }
    }

    /// The rows as the table has them, with the columns filled that they lack.
    private mutating func aligned(_ batch: RecordBatch) throws -> RecordBatch {
        let known: SchemaAlignment
        if let alignment, alignment.input == batch.schema {
            known = alignment.alignment
        } else {
            known = try SchemaAlignment(
                of: batch.schema, to: schema, filling: rules.filledColumns)
            alignment = (batch.schema, known)
        }
        guard !rules.isEmpty else { return try known.align(batch) }
        let filled = try rules.filled(known.widen(batch), missing: known.missing)
        try known.checkNulls(filled)
        try rules.check(filled, from: rowsTaken)
        rowsTaken += Int64(filled.count)
        return filled
    }

    private mutating func position(of partition: PartitionValues) -> Int {
        if let position = positions[partition] { return position }
        positions[partition] = buffers.count
        buffers.append(PartitionBuffer(partition: partition))
        return buffers.count - 1
    }

    private mutating func flush(_ position: Int) async throws {
        if inFlight.count >= inFlightMax { try await collectFirst() }
        let partition = buffers[position].partition
        bufferedBytes -= buffers[position].valueBytes
        staged.rowCount += Int64(buffers[position].rowCount)
        let batches = buffers[position].take()
        let files = files
        inFlight.append(
            environment.spawn { try await files.write(batches, partition: partition) })
    }

    private mutating func collectFirst() async throws {
        let add = try await inFlight.removeFirst().value
        staged.byteCount += add.size
        staged.adds.append(add)
    }

    /// Writes what is left and waits until every file is durable.
    ///
    /// After an error, `discard` removes what was stored.
    package mutating func finish() async throws -> StagedFiles {
        for position in buffers.indices where buffers[position].rowCount > 0 {
            try await flush(position)
        }
        while !inFlight.isEmpty { try await collectFirst() }
        return staged
    }

    /// Removes what was stored, as far as that is possible: after an error, or after a commit that
    /// certainly did not happen. What remains is for vacuum.
    package mutating func discard() async {
        for task in inFlight {
            if let add = try? await task.value { staged.adds.append(add) }
        }
        inFlight = []
        await Self.discard(staged, in: store)
        staged = StagedFiles()
    }

    /// Removes files that no commit names.
    package static func discard(_ staged: StagedFiles, in store: any ObjectStore) async {
        for add in staged.adds {
            guard let key = try? DataPath(parsing: add.path).relativePath(root: nil),
                let path = try? ObjectPath(key)
            else { continue }
            try? await store.delete(path)
        }
    }
}
