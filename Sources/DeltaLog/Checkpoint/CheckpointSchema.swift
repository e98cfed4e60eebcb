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

    /// Some of the columns.
    static func schema(of columns: [Column]) -> Schema {
        Schema(columns.map { schema[$0.rawValue] })
    }

    /// What is read of a checkpoint of anybody: the paths of `schema`, and what tells a V2
    /// checkpoint. Parsed statistics and the like are left in the file.
    static func wantedPaths(in file: Schema) -> [[String]] {
        var paths: [[String]] = []
        for field in file.fields {
            if field.name == "sidecar" || field.name == "checkpointMetadata" {
                paths.append([field.name])
                continue
            }
            guard let known = schema.field(field.name) else { continue }
            for inner in field.type.children
            where known.type.children.contains(where: { $0.name == inner.name }) {
                paths.append([field.name, inner.name])
            }
        }
        return paths
    }
}
