// What makes a schema a legal one of a Delta table, whoever wrote it (PROTOCOL.md, *Schema
// Serialization Format*), and what we ask of schemas that we make.

package import Columnar

/// Checks of schemas.
package enum SchemaRules {
    /// - Throws: `corruptSchema` where there are no columns, where two columns of one struct differ
    ///   only in case, or where a partition column is missing, nested or named twice.
    package static func check(
        _ schema: Schema, partitionColumns: [String]
    ) throws(DeltaProtocolError) {
        guard schema.count > 0 else {
            throw DeltaProtocolError(.corruptSchema, "the schema has no columns")
        }
        try checkNames(schema.fields, path: "")
        guard partitionColumns.count <= DeltaProtocolLimits.partitionColumnsMax else {
            throw DeltaProtocolError(.limitExceeded, "there are too many partition columns")
        }
        for (index, name) in partitionColumns.enumerated() {
            guard let field = schema.field(name) else {
                throw DeltaProtocolError(
                    .corruptSchema, "the partition column \"\(name)\" is not in the schema")
            }
            guard !field.type.isNested else {
                throw DeltaProtocolError(
                    .corruptSchema,
                    "the partition column \"\(name)\" has the nested type \(field.type)")
            }
            guard !partitionColumns[..<index].contains(name) else {
                throw DeltaProtocolError(
                    .corruptSchema, "the partition column \"\(name)\" is named twice")
            }
        }
    }

    /// The stricter rules for a schema of our own: names that every engine can write into Parquet,
    /// and at least one column beside the partition columns.
    package static func checkNew(
        _ schema: Schema, partitionColumns: [String]
    ) throws(DeltaProtocolError) {
        try check(schema, partitionColumns: partitionColumns)
        guard schema.count > partitionColumns.count else {
            throw DeltaProtocolError(
                .corruptSchema, "every column is a partition column; one must hold data")
        }
        try checkCharacters(schema.fields, path: "")
    }

    private static func checkNames(
        _ fields: [Field], path: String
    ) throws(DeltaProtocolError) {
        var seen: Set<String> = []
        for field in fields {
            guard !field.name.isEmpty else {
                throw DeltaProtocolError(.corruptSchema, "a column has an empty name")
                    .at(column: path.isEmpty ? nil : path)
            }
            guard seen.insert(field.name.lowercased()).inserted else {
                throw DeltaProtocolError(
                    .corruptSchema,
                    "two columns are named \"\(field.name)\"; letter case does not tell them apart"
                ).at(column: path.isEmpty ? nil : path)
            }
            try checkNames(ofStructsIn: field.type, path: path + field.name + ".")
        }
    }

    private static func checkNames(
        ofStructsIn type: DataType, path: String
    ) throws(DeltaProtocolError) {
        if case .struct(let fields) = type { return try checkNames(fields, path: path) }
        for child in type.children { try checkNames(ofStructsIn: child.type, path: path) }
    }

    private static func checkCharacters(
        _ fields: [Field], path: String
    ) throws(DeltaProtocolError) {
        for field in fields {
            if let bad = field.name.unicodeScalars.first(where: {
                " ,;{}()\n\t=".unicodeScalars.contains($0)
            }) {
                throw DeltaProtocolError(
                    .corruptSchema,
                    "the column name \"\(path)\(field.name)\" contains "
                        + "\"\(bad.escaped(asASCII: true))\"; rename it, for example with \"_\"")
            }
            try checkCharacters(field.type.children, path: path + field.name + ".")
        }
    }
}
