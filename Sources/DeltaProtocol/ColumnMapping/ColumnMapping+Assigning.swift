// Physical names and ids for columns that have none: when a table is created with column mapping,
// and when columns are added (PROTOCOL.md, *Writer Requirements for Column Mapping*).

package import Columnar
import JSONCodec

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

    /// The schema with an id for every column and its own name as the physical one, by which the
    /// files know it that a table has when it gets column mapping.
    package static func adopting(_ schema: Schema, maxID: inout Int32) -> Schema {
        Schema(schema.fields.map { adopting($0) }.map { assigning($0, &maxID, { "" }) })
    }

    private static func adopting(_ field: Field) -> Field {
        var metadata = field.metadata
        if physicalName(field) == nil {
            metadata[physicalNameKey] = JSONValue.string(field.name).text
        }
        return Field(
            field.name, adopting(field.type), nullable: field.nullable, metadata: metadata)
    }

    private static func adopting(_ type: DataType) -> DataType {
        func unnamed(_ field: Field) -> Field {
            Field(
                field.name, adopting(field.type), nullable: field.nullable,
                metadata: field.metadata)
        }
        return switch type {
        case .struct(let fields): .struct(fields.map { adopting($0) })
        case .list(let element): .list(unnamed(element))
        case .map(let key, let value): .map(key: unnamed(key), value: unnamed(value))
        default: type
        }
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
