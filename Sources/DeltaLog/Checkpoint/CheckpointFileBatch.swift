// Rows of a checkpoint that are about files, as columns.

import BinaryIO
import Columnar
import DeltaProtocol

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

    /// The batch, of some columns, and an empty collection again.
    mutating func finish(_ wanted: [CheckpointSchema.Column]) -> RecordBatch {
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
            schema: CheckpointSchema.schema(of: wanted),
            columns: wanted.map { other in
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
