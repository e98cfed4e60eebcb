// The rows of a checkpoint of one snapshot, as batches: first what is not about files, then the
// files, then the tombstones that have not expired.

import BinaryIO
import Columnar
import DeltaProtocol
import HostEnvironment

/// What a checkpoint of a snapshot holds.
struct CheckpointContent {
    let snapshot: Snapshot
    /// Tombstones of files removed before are left out; milliseconds since the epoch.
    let tombstonesSince: Int64
    /// Applications not heard of since are left out; nil keeps all.
    let transactionsSince: Int64?
    let writesStats: Bool

    /// - Throws: where a table property cannot be read.
    init(_ snapshot: Snapshot, now: WallTime) throws(DeltaProtocolError) {
        self.snapshot = snapshot
        let properties = snapshot.properties
        let retention = try properties.deletedFileRetention()
        tombstonesSince = now.advanced(by: .zero - retention).milliseconds
        transactionsSince = try properties.setTransactionRetention().map {
            now.advanced(by: .zero - $0).milliseconds
        }
        writesStats = try properties.checkpointWriteStatsAsJSON()
    }

    var transactions: [SetTransaction] {
        snapshot.transactions.values.filter { transaction in
            guard let transactionsSince, let updated = transaction.lastUpdated else { return true }
            return updated > transactionsSince
        }.sorted { $0.appID < $1.appID }
    }

    var domains: [DomainMetadata] {
        snapshot.domains.values.sorted { $0.domain < $1.domain }
    }

    /// The batch of the protocol, the metadata, the applications and the domains.
    func head() -> RecordBatch {
        let transactions = transactions
        let domains = domains
        let count = 2 + transactions.count + domains.count
        func column(
            _ column: CheckpointSchema.Column, _ rows: [Scalar], at start: Int
        ) -> ColumnArray {
            var scalars = Array(repeating: Scalar.null, count: count)
            scalars.replaceSubrange(start..<(start + rows.count), with: rows)
            return ColumnArray(
                scalars: scalars, type: CheckpointSchema.schema[column.rawValue].type)
        }
        let columns = CheckpointSchema.Column.allCases.map { kind in
            switch kind {
            case .tableProtocol: column(kind, [Self.scalar(snapshot.tableProtocol)], at: 0)
            case .metadata: column(kind, [Self.scalar(snapshot.metadata)], at: 1)
            case .transaction: column(kind, transactions.map(Self.scalar), at: 2)
            case .domainMetadata:
                column(kind, domains.map(Self.scalar), at: 2 + transactions.count)
            case .add, .remove:
                ColumnArray.absent(CheckpointSchema.schema[kind.rawValue].type, count: count)
            }
        }
        return RecordBatch(schema: CheckpointSchema.schema, columns: columns, count: count)
    }

    private static func scalar(_ value: TableProtocol) -> Scalar {
        .struct([
            .int32(value.minReaderVersion), .int32(value.minWriterVersion),
            strings(value.readerFeatures), strings(value.writerFeatures),
        ])
    }

    private static func scalar(_ value: TableMetadata) -> Scalar {
        .struct([
            .string(value.id), string(value.name), string(value.description),
            .struct([.string(value.provider), map(value.formatOptions)]),
            .string(value.schemaString), strings(value.partitionColumns),
            map(value.configuration), integer(value.createdTime),
        ])
    }

    private static func scalar(_ value: SetTransaction) -> Scalar {
        .struct([.string(value.appID), .int64(value.version), integer(value.lastUpdated)])
    }

    private static func scalar(_ value: DomainMetadata) -> Scalar {
        .struct([.string(value.domain), .string(value.configuration), .boolean(value.removed)])
    }

    private static func string(_ text: String?) -> Scalar { text.map { .string($0) } ?? .null }

    private static func integer(_ value: Int64?) -> Scalar { value.map { .int64($0) } ?? .null }

    private static func strings(_ values: [String]?) -> Scalar {
        values.map { .list($0.map { .string($0) }) } ?? .null
    }

    private static func map(_ values: [String: String]) -> Scalar {
        let sorted = values.sorted { $0.key < $1.key }
        return .map(sorted.map { .string($0.key) }, sorted.map { .string($0.value) })
    }
}

/// Collects file actions and gives them as batches of a checkpoint.
struct CheckpointFileBatch {
    private let isAdd: Bool
    private let writesStats: Bool
    private(set) var count = 0
    private var path = NullableTextBuilder()
    private var stats = NullableTextBuilder()
    private var partitionValues = StringMapBuilder()
    private var tags = StringMapBuilder()
    private var size = NullableInt64Builder()
    private var time = NullableInt64Builder()
    private var dataChange = NullableBoolBuilder()
    private var extended = NullableBoolBuilder()
    private var baseRowID = NullableInt64Builder()
    private var rowCommitVersion = NullableInt64Builder()
    private var clustering = NullableTextBuilder()
    private var vectors: [Scalar] = []

    init(isAdd: Bool, writesStats: Bool) {
        self.isAdd = isAdd
        self.writesStats = writesStats
    }

    mutating func append(_ files: FileSet, _ number: Int) {
        let rows = files.rows
        let record = rows.records[number]
        let extra = record.extra < 0 ? nil : rows.extras[Int(record.extra)]
        path.append(bytes: rows.text.bytes(record.path).span)
        if writesStats, !record.stats.isNone {
            stats.append(bytes: rows.text.bytes(record.stats).span)
        } else {
            stats.append(nil)
        }
        let hasPartition = record.partition != FileRecord.noPartition
        partitionValues.append(
            hasPartition ? rows.partitions[Int(record.partition)] : isAdd ? .unpartitioned : nil)
        tags.append(extra?.tags)
        size.append(record.size < 0 ? nil : record.size)
        time.append(record.time == FileRecord.noTime ? nil : record.time)
        // A checkpoint changes no data: readers that follow the log skip its rows.
        dataChange.append(false)
        extended.append(extra?.extendedFileMetadata)
        baseRowID.append(extra?.baseRowID)
        rowCommitVersion.append(extra?.defaultRowCommitVersion)
        clustering.append(extra?.clusteringProvider)
        vectors.append(extra?.deletionVector.map(Self.scalar) ?? .null)
        count += 1
    }

    /// The batch, and an empty collection again.
    mutating func finish() -> RecordBatch {
        let count = self.count
        let vectorType = DataType.struct(CheckpointSchema.deletionVector)
        let vector =
            vectors.contains { !$0.isNull }
            ? ColumnArray(scalars: vectors, type: vectorType)
            : ColumnArray.absent(vectorType, count: count)
        let kind: CheckpointSchema.Column = isAdd ? .add : .remove
        let columns: [ColumnArray] =
            isAdd
            ? [
                path.finish(), partitionValues.finish(), size.finish(), time.finish(),
                dataChange.finish(), tags.finish(), vector, baseRowID.finish(),
                rowCommitVersion.finish(), clustering.finish(), stats.finish(),
            ]
            : [
                path.finish(), time.finish(), dataChange.finish(), extended.finish(),
                partitionValues.finish(), size.finish(), vector, baseRowID.finish(),
                rowCommitVersion.finish(),
            ]
        self = CheckpointFileBatch(isAdd: isAdd, writesStats: writesStats)
        let fields = CheckpointSchema.schema[kind.rawValue].type.children
        return RecordBatch(
            schema: CheckpointSchema.schema,
            columns: CheckpointSchema.Column.allCases.map { other in
                other == kind
                    ? .structure(fields, columns, count: count)
                    : .absent(CheckpointSchema.schema[other.rawValue].type, count: count)
            }, count: count)
    }

    private static func scalar(_ vector: DeletionVectorDescriptor) -> Scalar {
        .struct([
            .string(vector.storageType), .string(vector.pathOrInlineDV),
            vector.offset.map { .int32($0) } ?? .null, .int32(vector.sizeInBytes),
            .int64(vector.cardinality),
        ])
    }
}
