import Columnar
import DeltaLog
import DeltaProtocol

/// The partitions that a write has files in. Engines spell one value in different ways, so values
/// are compared, not texts.
struct WrittenPartitions: Sendable {
    private let fields: [Field]
    private let mapping: ColumnMapping
    private let values: Set<[Scalar]>

    /// - Throws: `corruptAction` for a value that is none of its column's type.
    init(_ adds: [AddFile], _ snapshot: TableSnapshot) throws(DeltaProtocolError) {
        fields = snapshot.log.partitionFields
        mapping = snapshot.log.columnMapping
        var values: Set<[Scalar]> = []
        for add in adds { values.insert(try add.partitionValues.scalars(fields, mapping)) }
        self.values = values
    }

    /// Whether a file with these values is in one of them; one that cannot be read may be.
    func contains(_ partition: PartitionValues) -> Bool {
        guard let scalars = try? partition.scalars(fields, mapping) else { return true }
        return values.contains(scalars)
    }
}
