// What a table is: schema, partitioning, properties (PROTOCOL.md, *Change Metadata*).

package import Columnar

/// The `metaData` action.
package struct TableMetadata: Hashable, Sendable {
    /// A UUID made once, when the table is created.
    package var id: String
    package var name: String?
    package var description: String?
    /// The encoding of the data files; always `parquet`.
    package var provider: String
    package var formatOptions: [String: String]
    /// The schema in the log's JSON; `SchemaCodec` reads it.
    package var schemaString: String
    package var partitionColumns: [String]
    package var configuration: [String: String]
    /// Milliseconds since the epoch.
    package var createdTime: Int64?

    package init(
        id: String, name: String? = nil, description: String? = nil, provider: String = "parquet",
        formatOptions: [String: String] = [:], schemaString: String,
        partitionColumns: [String] = [], configuration: [String: String] = [:],
        createdTime: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.provider = provider
        self.formatOptions = formatOptions
        self.schemaString = schemaString
        self.partitionColumns = partitionColumns
        self.configuration = configuration
        self.createdTime = createdTime
    }

    /// The metadata of a new table.
    ///
    /// - Throws: `corruptSchema` where the schema breaks a rule of Delta, such as two columns
    ///   whose names differ only in case, or a partition column that is not there.
    package init(
        id: String, schema: Schema, partitionColumns: [String],
        configuration: [String: String] = [:], name: String? = nil, description: String? = nil,
        createdTime: Int64?
    ) throws(DeltaProtocolError) {
        try SchemaRules.check(schema, partitionColumns: partitionColumns)
        self.init(
            id: id, name: name, description: description,
            schemaString: SchemaCodec.encode(schema), partitionColumns: partitionColumns,
            configuration: configuration, createdTime: createdTime)
    }

    /// The schema, checked together with the partition columns.
    package func schema() throws(DeltaProtocolError) -> Schema {
        let schema = try SchemaCodec.decode(schemaString)
        try SchemaRules.check(schema, partitionColumns: partitionColumns)
        return schema
    }

    /// The properties, typed.
    package var properties: TableProperties { TableProperties(configuration) }
}
