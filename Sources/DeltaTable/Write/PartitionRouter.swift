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
    private let dataIndices: [Int]
    private let partitionFields: [Field]
    private let partitionIndices: [Int]

    /// - Precondition: the partition columns are columns of the schema and not nested.
    init(schema: Schema, partitionColumns: [String]) {
        partitionIndices = partitionColumns.compactMap { schema.index(of: $0) }
        partitionFields = partitionIndices.map { schema[$0] }
        let isPartition = Set(partitionIndices)
        dataIndices = schema.fields.indices.filter { !isPartition.contains($0) }
        dataSchema = schema.selecting(dataIndices)
    }

    /// The slices of a batch of the table's schema, in order of first appearance; rows keep their
    /// order.
    func route(_ batch: RecordBatch) throws(DeltaProtocolError) -> [Slice] {
        let data = batch.selecting(dataIndices)
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

    private func partition(
        _ keys: [ColumnArray], row: Int
    ) throws(DeltaProtocolError) -> PartitionValues {
        var entries: [PartitionValues.Entry] = []
        for (field, key) in zip(partitionFields, keys) {
            entries.append(
                PartitionValues.Entry(
                    column: field.name,
                    value: try PartitionValueCodec.encode(
                        key.scalar(at: row), column: field.name)))
        }
        return PartitionValues(entries)
    }
}
