// Rows of a checkpoint that are about files, as columns.

import BinaryIO
import Columnar
import DeltaProtocol

/// Collects file actions and gives them as batches of a checkpoint.
struct CheckpointFileBatch {
    private let isAdd: Bool
    private let form: CheckpointForm
    private var statisticsReader: StatisticsReader?
    /// What the form asks for as structs, a list for each of its fields.
    private var parsed: [[Scalar]] = []
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

    init(isAdd: Bool, _ form: CheckpointForm) {
        self.isAdd = isAdd
        self.form = form
        guard isAdd, let fields = form.parsed else { return }
        statisticsReader = fields.reader()
        parsed = fields.fields.map { _ in [] }
    }

    mutating func append(_ files: FileSet, _ number: Int) {
        let rows = files.rows
        let record = rows.records[number]
        let extra = record.extra < 0 ? nil : rows.extras[Int(record.extra)]
        path.append(bytes: rows.text.bytes(record.path).span)
        let known = record.stats.isNone ? nil : rows.text.bytes(record.stats)
        if isAdd, form.writesStats {
            if let known { stats.append(bytes: known.span) } else { stats.append(nil) }
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
        appendParsed(
            known, hasPartition ? rows.partitions[Int(record.partition)] : .unpartitioned)
        count += 1
    }

    private mutating func appendParsed(_ stats: Bytes?, _ values: PartitionValues) {
        guard let fields = form.parsed, var reader = statisticsReader.take() else { return }
        let scalars = fields.scalars(statistics: stats, partitionValues: values, &reader)
        statisticsReader = reader
        for (index, scalar) in scalars.enumerated() { parsed[index].append(scalar) }
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
        let fields = form.type(of: kind).children
        let structs = zip(fields.suffix(parsed.count), parsed).map { field, scalars in
            ColumnArray(scalars: scalars, type: field.type)
        }
        let columns: [ColumnArray] =
            isAdd
            ? [
                path.finish(), partitionValues.finish(), size.finish(), time.finish(),
                dataChange.finish(), tags.finish(), vector, baseRowID.finish(),
                rowCommitVersion.finish(), clustering.finish(),
            ] + (form.writesStats ? [stats.finish()] : []) + structs
            : [
                path.finish(), time.finish(), dataChange.finish(), extended.finish(),
                partitionValues.finish(), size.finish(), vector, baseRowID.finish(),
                rowCommitVersion.finish(),
            ]
        self = CheckpointFileBatch(isAdd: isAdd, form)
        return RecordBatch(
            schema: form.schema(of: wanted),
            columns: wanted.map { other in
                other == kind
                    ? .structure(fields, columns, count: count)
                    : .absent(form.type(of: other), count: count)
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
