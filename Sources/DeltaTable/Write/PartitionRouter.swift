// Splits batches by their partition: a file holds rows of one partition, and the partition
// columns stand in the log, not in the file (PROTOCOL.md, *Data Files*).

import Columnar
import DeltaProtocol

/// Splits the rows of a table by partition.
struct PartitionRouter: Sendable {
    /// The rows of a batch that belong to one partition, without the partition columns.
    struct Slice: Sendable {
        let partition: PartitionValues
        let batch: RecordBatch
    }

    /// The columns of data files.
    let dataSchema: Schema
    /// The names of the partition columns in the log.
    let partitionNames: [String]
    private let dataIndices: [Int]
    private let partitionFields: [Field]
    private let partitionIndices: [Int]

    /// - Precondition: the partition columns are columns of the schema and not nested.
    init(schema: Schema, partitionColumns: [String], mapping: ColumnMapping = .none) {
        partitionIndices = partitionColumns.compactMap { schema.index(of: $0) }
        partitionFields = partitionIndices.map { schema[$0] }
        let isPartition = Set(partitionIndices)
        dataIndices = schema.fields.indices.filter { !isPartition.contains($0) }
        dataSchema = mapping.physical(schema.selecting(dataIndices))
        partitionNames = partitionFields.map { mapping.physicalName(of: $0) }
    }

    /// The slices of a batch of the table's schema, in order of first appearance; rows keep their
    /// order.
    func route(_ batch: RecordBatch) throws(DeltaProtocolError) -> [Slice] {
        let data = dataColumns(of: batch)
        guard !partitionIndices.isEmpty else {
            return batch.count == 0 ? [] : [Slice(partition: .unpartitioned, batch: data)]
        }
        guard batch.count > 0 else { return [] }
        let keys = partitionIndices.map { batch.columns[$0] }
        let groups = Factorization(keys)
        let rows = groups.rowsByGroup()
        var slices: [Slice] = []
        for (group, firstRow) in groups.firstRows.enumerated() {
            let partition = try partition(keys, row: Int(firstRow))
            slices.append(
                Slice(
                    partition: partition,
                    batch: groups.groupCount == 1 ? data : data.take(rows[group])))
        }
        return slices
    }

    /// The columns of a batch of the table's schema that data files have, called as there.
    func dataColumns(of batch: RecordBatch) -> RecordBatch {
        renamed(batch.selecting(dataIndices))
    }

    /// The same columns, called as in data files.
    private func renamed(_ batch: RecordBatch) -> RecordBatch {
        guard batch.schema != dataSchema else { return batch }
        let columns = zip(batch.columns, dataSchema.fields).map { column, field in
            ColumnConformance.conform(column, to: field.type, by: nil) ?? column
        }
        return RecordBatch(schema: dataSchema, columns: columns, count: batch.count)
    }

    private func partition(
        _ keys: [ColumnArray], row: Int
    ) throws(DeltaProtocolError) -> PartitionValues {
        var entries: [PartitionValues.Entry] = []
        for (index, key) in keys.enumerated() {
            let field = partitionFields[index]
            entries.append(
                PartitionValues.Entry(
                    column: partitionNames[index],
                    value: try PartitionValueCodec.encode(
                        key.scalar(at: row), column: field.name)))
        }
        return PartitionValues(entries)
    }
}
