import Columnar
import DeltaProtocol

/// Rows of one partition that wait for their file.
struct PartitionBuffer: Sendable {
    let partition: PartitionValues
    private(set) var batches: [RecordBatch] = []
    private(set) var valueBytes = 0
    private(set) var rowCount = 0

    init(partition: PartitionValues) {
        self.partition = partition
    }

    /// - Returns: about how many bytes the rows take.
    mutating func append(_ batch: RecordBatch) -> Int {
        let bytes = batch.valueBytes
        batches.append(batch)
        valueBytes += bytes
        rowCount += batch.count
        return bytes
    }

    /// The rows so far, leaving none.
    mutating func take() -> [RecordBatch] {
        defer {
            batches = []
            valueBytes = 0
            rowCount = 0
        }
        return batches
    }
}
