// Physical names and ids for columns that have none: when a table is created with column mapping,
// and when columns are added (PROTOCOL.md, *Writer Requirements for Column Mapping*).

package import Columnar

extension ColumnMapping {
    /// The schema with a physical name and an id for every column.
    ///
    /// - Parameters:
    ///   - maxID: the greatest id that was ever given; risen by the call.
    ///   - unique: a text that no other call gives, such as a UUID.
    package static func assigning(
        _ schema: Schema, maxID: inout Int32, unique: () -> String
    ) -> Schema {
        Schema(schema.fields.map { assigning($0, &maxID, unique) })
    }

    private static func assigning(
        _ field: Field, _ maxID: inout Int32, _ unique: () -> String
    ) -> Field {
        var metadata = field.metadata
        if id(field) == nil {
            maxID += 1
            metadata[idKey] = String(maxID)
        }
        if physicalName(field) == nil { metadata[physicalNameKey] = "\"col-\(unique())\"" }
        return Field(
            field.name, assigning(field.type, &maxID, unique), nullable: field.nullable,
            metadata: metadata)
    }

    private static func assigning(
        _ type: DataType, _ maxID: inout Int32, _ unique: () -> String
    ) -> DataType {
        func unnamed(_ field: Field) -> Field {
            Field(
                field.name, assigning(field.type, &maxID, unique), nullable: field.nullable,
                metadata: field.metadata)
        }
        switch type {
        case .struct(let fields): return .struct(fields.map { assigning($0, &maxID, unique) })
        case .list(let element): return .list(unnamed(element))
        case .map(let key, let value):
            let key = unnamed(key)
            return .map(key: key, value: unnamed(value))
        default: return type
        }
    }
}
