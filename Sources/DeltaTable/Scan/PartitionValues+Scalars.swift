import Columnar
import DeltaProtocol

extension PartitionValues {
    /// The values of these columns, typed, in their order.
    func scalars(
        _ fields: [Field], _ mapping: ColumnMapping
    ) throws(DeltaProtocolError) -> [Scalar] {
        var scalars: [Scalar] = []
        for field in fields {
            scalars.append(
                try PartitionValueCodec.decode(
                    self[mapping.physicalName(of: field)] ?? nil, type: field.type,
                    column: field.name))
        }
        return scalars
    }
}
