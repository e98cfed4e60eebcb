// What a column was before its type was widened (PROTOCOL.md, *Type Change Metadata*). Readers go
// by the types of files; the history matters where the log has the texts of an older type.

import Columnar
import JSONCodec

/// The history of a column's type, from its metadata.
enum TypeChange {
    private static let key = "delta.typeChanges"

    /// Whether the column's own type was `float` once.
    static func hasWidenedFloat(_ field: Field) -> Bool {
        guard let text = field.metadata[key], let changes = try? JSONValue(parsing: text).array
        else { return false }
        return changes.contains { $0["fieldPath"] == nil && $0["fromType"]?.string == "float" }
    }
}
