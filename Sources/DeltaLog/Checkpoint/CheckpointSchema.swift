// The columns of a checkpoint (PROTOCOL.md, *Checkpoint Schema*), with the fields and the
// order that Spark writes: one struct an action, null in all rows but its own.

import Columnar

/// The schema of checkpoints that we write.
enum CheckpointSchema {
    static let stringMap = DataType.map(
        key: Field("key", .string, nullable: false), value: Field("value", .string))
    static let strings = DataType.list(Field("element", .string))

    static let transaction: [Field] = [
        Field("appId", .string), Field("version", .int64), Field("lastUpdated", .int64),
    ]

    static let deletionVector: [Field] = [
        Field("storageType", .string), Field("pathOrInlineDv", .string), Field("offset", .int32),
        Field("sizeInBytes", .int32), Field("cardinality", .int64),
    ]

    static let add: [Field] = [
        Field("path", .string), Field("partitionValues", stringMap), Field("size", .int64),
        Field("modificationTime", .int64), Field("dataChange", .boolean), Field("tags", stringMap),
        Field("deletionVector", .struct(deletionVector)), Field("baseRowId", .int64),
        Field("defaultRowCommitVersion", .int64), Field("clusteringProvider", .string),
        Field("stats", .string),
    ]

    static let remove: [Field] = [
        Field("path", .string), Field("deletionTimestamp", .int64), Field("dataChange", .boolean),
        Field("extendedFileMetadata", .boolean), Field("partitionValues", stringMap),
        Field("size", .int64), Field("deletionVector", .struct(deletionVector)),
        Field("baseRowId", .int64), Field("defaultRowCommitVersion", .int64),
    ]

    static let metadata: [Field] = [
        Field("id", .string), Field("name", .string), Field("description", .string),
        Field(
            "format",
            .struct([Field("provider", .string), Field("options", stringMap)])),
        Field("schemaString", .string), Field("partitionColumns", strings),
        Field("configuration", stringMap), Field("createdTime", .int64),
    ]

    static let tableProtocol: [Field] = [
        Field("minReaderVersion", .int32), Field("minWriterVersion", .int32),
        Field("readerFeatures", strings), Field("writerFeatures", strings),
    ]

    static let domainMetadata: [Field] = [
        Field("domain", .string), Field("configuration", .string), Field("removed", .boolean),
    ]

    /// The top-level columns.
    enum Column: Int, CaseIterable {
        case transaction, add, remove, metadata, tableProtocol, domainMetadata
    }

    static let schema = Schema([
        Field("txn", .struct(transaction)), Field("add", .struct(add)),
        Field("remove", .struct(remove)), Field("metaData", .struct(metadata)),
        Field("protocol", .struct(tableProtocol)),
        Field("domainMetadata", .struct(domainMetadata)),
    ])

    /// The same with or without texts of statistics, and with more fields in `add`.
    static func schema(statsAsText: Bool, _ more: [Field]) -> Schema {
        let fields = (statsAsText ? add : add.filter { $0.name != "stats" }) + more
        return Schema(
            schema.fields.map { column in
                column.name == "add" ? Field("add", .struct(fields)) : column
            })
    }

    /// What is read of a checkpoint of anybody: the paths of `schema`, and what tells a V2
    /// checkpoint. Statistics as structs are read where they do not stand there as texts.
    static func wantedPaths(in file: Schema) -> [[String]] {
        var paths: [[String]] = []
        for field in file.fields {
            if field.name == "sidecar" || field.name == "checkpointMetadata" {
                paths.append([field.name])
                continue
            }
            guard let known = schema.field(field.name) else { continue }
            let names = Set(known.type.children.map(\.name))
            let hasTexts = field.type.children.contains { $0.name == "stats" }
            for inner in field.type.children
            where names.contains(inner.name)
                || inner.name == "stats_parsed" && known.name == "add" && !hasTexts
            {
                paths.append([field.name, inner.name])
            }
        }
        return paths
    }
}
