// A schema made ready for decoding: names as bytes, paths for messages.

import Columnar

/// One column, and what is inside it.
struct ColumnPlan: Sendable {
    /// The name with dots from the top, for messages.
    let path: String
    let type: DataType
    let nullable: Bool
    /// A struct's fields; a list's element; a map's key and value.
    let children: [ColumnPlan]
    /// The names of a struct's fields, or `key` and `value` of a map's entries.
    let names: FieldNames?

    init(_ field: Field, path: String) {
        self.path = path
        type = field.type
        nullable = field.nullable
        switch field.type {
        case .struct(let fields):
            children = fields.map { ColumnPlan($0, path: "\(path).\($0.name)") }
            names = FieldNames(fields.map(\.name))
        case .list(let element):
            children = [ColumnPlan(element, path: "\(path)[]")]
            names = nil
        case .map(let key, let value):
            children = [
                ColumnPlan(Field("key", key.type, nullable: false), path: "\(path).key"),
                ColumnPlan(
                    Field("value", value.type, nullable: value.nullable),
                    path: "\(path).value"),
            ]
            names = FieldNames(["key", "value"])
        default:
            children = []
            names = nil
        }
    }
}
