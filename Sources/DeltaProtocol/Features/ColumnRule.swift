// Where a table writes down what it asks of rows (PROTOCOL.md, *Column Invariants*, *CHECK
// Constraints*, *Generated Columns*, *Default Columns*).

package import Columnar
import JSONCodec

/// Keys of column metadata that hold SQL.
package enum ColumnRule {
    package static let invariants = "delta.invariants"
    package static let generationExpression = "delta.generationExpression"
    package static let currentDefault = "CURRENT_DEFAULT"

    package static let all = [invariants, generationExpression, currentDefault]

    /// The text under a key of a column's metadata, whose values are JSON; nil where it has none.
    package static func text(_ key: String, of field: Field) -> String? {
        guard let json = field.metadata[key] else { return nil }
        return (try? JSONValue(parsing: json))?.string ?? json
    }

    /// The SQL in the JSON of an invariant; nil where it has another form.
    package static func expression(ofInvariant json: String) -> String? {
        guard let value = try? JSONValue(parsing: json) else { return nil }
        return value.object?["expression"]?.object?["expression"]?.string
    }
}

extension TableMetadata {
    private static let constraintPrefix = "delta.constraints."

    /// The key of a check constraint among the properties; names are kept in lower case.
    package static func key(ofConstraint name: String) -> String {
        constraintPrefix + name.lowercased()
    }

    /// The check constraints by name, in order.
    package var checkConstraints: [(name: String, expression: String)] {
        configuration.filter { $0.key.hasPrefix(Self.constraintPrefix) }
            .sorted { $0.key < $1.key }
            .map { (String($0.key.dropFirst(Self.constraintPrefix.count)), $0.value) }
    }
}
