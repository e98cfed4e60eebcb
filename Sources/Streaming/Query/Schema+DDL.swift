import Columnar

extension Schema {
    /// The columns as DDL on one line, which reads back as the same schema.
    package var ddl: String {
        fields.map { field in
            let name = field.name.replacing("`", with: "``")
            return "`\(name)` \(field.type)\(field.nullable ? "" : " NOT NULL")"
        }.joined(separator: ", ")
    }
}
