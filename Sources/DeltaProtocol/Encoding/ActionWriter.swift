// The only writer of actions as JSON: keys in one order, maps sorted, no nulls except partition
// values, so that one commit has one text and an attempt can be repeated byte for byte.

package import BinaryIO
import JSONCodec

/// Writes the lines of commits.
package struct ActionWriter: Sendable {
    private var json = JSONWriter()

    package init() {}

    /// The bytes of a commit: one action a line, in order, each line ended.
    package static func commit(_ actions: [Action]) -> Bytes {
        var writer = ActionWriter()
        for action in actions { writer.append(action) }
        return writer.json.take()
    }

    /// The JSON of one action, without a line end.
    package static func line(_ action: Action) -> String {
        var writer = ActionWriter()
        writer.write(action)
        return writer.json.text
    }

    /// Appends a line.
    package mutating func append(_ action: Action) {
        write(action)
        json.newline()
    }

    /// Takes what was written.
    package mutating func take() -> Bytes { json.take() }

    private mutating func write(_ action: Action) {
        json.beginObject()
        switch action {
        case .commitInfo(let info):
            json.key(ActionKind.commitInfo.rawValue)
            json.value(.object(info.fields))
        case .protocol(let value): write(value)
        case .metadata(let value): write(value)
        case .transaction(let value): write(value)
        case .domainMetadata(let value): write(value)
        case .add(let value): write(value)
        case .remove(let value): write(value)
        case .cdc(let value): write(value)
        case .sidecar(let value): write(value)
        case .checkpointMetadata(let value): write(value)
        }
        json.endObject()
    }

    private mutating func begin(_ kind: ActionKind) {
        json.key(kind.rawValue)
        json.beginObject()
    }

    private mutating func write(_ file: AddFile) {
        begin(.add)
        string("path", file.path)
        partition(file.partitionValues)
        integer("size", file.size)
        integer("modificationTime", file.modificationTime)
        bool("dataChange", file.dataChange)
        string("stats", file.stats)
        map("tags", file.tags)
        vector(file.deletionVector)
        integer("baseRowId", file.baseRowID)
        integer("defaultRowCommitVersion", file.defaultRowCommitVersion)
        string("clusteringProvider", file.clusteringProvider)
        json.endObject()
    }

    private mutating func write(_ file: RemoveFile) {
        begin(.remove)
        string("path", file.path)
        integer("deletionTimestamp", file.deletionTimestamp)
        bool("dataChange", file.dataChange)
        bool("extendedFileMetadata", file.extendedFileMetadata)
        if let values = file.partitionValues { partition(values) }
        integer("size", file.size)
        string("stats", file.stats)
        map("tags", file.tags)
        vector(file.deletionVector)
        integer("baseRowId", file.baseRowID)
        integer("defaultRowCommitVersion", file.defaultRowCommitVersion)
        json.endObject()
    }

    private mutating func write(_ file: AddCDCFile) {
        begin(.cdc)
        string("path", file.path)
        partition(file.partitionValues)
        integer("size", file.size)
        bool("dataChange", false)
        map("tags", file.tags)
        json.endObject()
    }

    private mutating func write(_ metadata: TableMetadata) {
        begin(.metadata)
        string("id", metadata.id)
        string("name", metadata.name)
        string("description", metadata.description)
        json.key("format")
        json.beginObject()
        string("provider", metadata.provider)
        map("options", metadata.formatOptions)
        json.endObject()
        string("schemaString", metadata.schemaString)
        strings("partitionColumns", metadata.partitionColumns)
        map("configuration", metadata.configuration)
        integer("createdTime", metadata.createdTime)
        json.endObject()
    }

    private mutating func write(_ value: TableProtocol) {
        begin(.protocol)
        integer("minReaderVersion", Int64(value.minReaderVersion))
        integer("minWriterVersion", Int64(value.minWriterVersion))
        strings("readerFeatures", value.readerFeatures)
        strings("writerFeatures", value.writerFeatures)
        json.endObject()
    }

    private mutating func write(_ transaction: SetTransaction) {
        begin(.transaction)
        string("appId", transaction.appID)
        integer("version", transaction.version)
        integer("lastUpdated", transaction.lastUpdated)
        json.endObject()
    }

    private mutating func write(_ domain: DomainMetadata) {
        begin(.domainMetadata)
        string("domain", domain.domain)
        string("configuration", domain.configuration)
        bool("removed", domain.removed)
        json.endObject()
    }

    private mutating func write(_ sidecar: Sidecar) {
        begin(.sidecar)
        string("path", sidecar.path)
        integer("sizeInBytes", sidecar.sizeInBytes)
        integer("modificationTime", sidecar.modificationTime)
        map("tags", sidecar.tags)
        json.endObject()
    }

    private mutating func write(_ metadata: CheckpointMetadata) {
        begin(.checkpointMetadata)
        integer("version", metadata.version)
        map("tags", metadata.tags)
        json.endObject()
    }
}

extension ActionWriter {
    private mutating func string(_ key: String, _ value: String?) {
        guard let value else { return }
        json.key(key)
        json.string(value)
    }

    private mutating func integer(_ key: String, _ value: Int64?) {
        guard let value else { return }
        json.key(key)
        json.integer(value)
    }

    private mutating func bool(_ key: String, _ value: Bool?) {
        guard let value else { return }
        json.key(key)
        json.bool(value)
    }

    private mutating func strings(_ key: String, _ values: [String]?) {
        guard let values else { return }
        json.key(key)
        json.beginArray()
        for value in values { json.string(value) }
        json.endArray()
    }

    private mutating func map(_ key: String, _ values: [String: String]?) {
        guard let values else { return }
        json.key(key)
        json.beginObject()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { string(name, value) }
        json.endObject()
    }

    private mutating func partition(_ values: PartitionValues) {
        json.key("partitionValues")
        json.beginObject()
        for entry in values.entries {
            json.key(entry.column)
            if let value = entry.value { json.string(value) } else { json.null() }
        }
        json.endObject()
    }

    private mutating func vector(_ vector: DeletionVectorDescriptor?) {
        guard let vector else { return }
        json.key("deletionVector")
        json.beginObject()
        string("storageType", vector.storageType)
        string("pathOrInlineDv", vector.pathOrInlineDV)
        integer("offset", vector.offset.map { Int64($0) })
        integer("sizeInBytes", Int64(vector.sizeInBytes))
        integer("cardinality", vector.cardinality)
        json.endObject()
    }
}
