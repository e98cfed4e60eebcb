// The fields of the actions that are not about data files, each read beside the others.

import JSONCodec

extension TableMetadata {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var metadata = TableMetadata(id: "", schemaString: "")
        var hasSchema = false
        var hasID = false
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "id":
                metadata.id = try field.value.string()
                hasID = true
            case "name": metadata.name = try field.value.string()
            case "description": metadata.description = try field.value.string()
            case "format":
                var inner = try field.value.fields()
                while let part = inner.next() {
                    if part.value.isNull { continue }
                    switch part.name {
                    case "provider": metadata.provider = try part.value.string()
                    case "options": metadata.formatOptions = try part.value.dictionary()
                    default: break
                    }
                }
            case "schemaString":
                metadata.schemaString = try field.value.string()
                hasSchema = true
            case "partitionColumns": metadata.partitionColumns = try field.value.stringArray()
            case "configuration": metadata.configuration = try field.value.dictionary()
            case "createdTime": metadata.createdTime = try field.value.int64()
            default: break
            }
        }
        guard hasID else { throw element.error(.missingField, "metaData.id") }
        guard hasSchema else { throw element.error(.missingField, "metaData.schemaString") }
        self = metadata
    }
}

extension TableProtocol {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var reader: Int32?
        var writer: Int32?
        var readerFeatures: [String]?
        var writerFeatures: [String]?
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "minReaderVersion": reader = try field.value.int32()
            case "minWriterVersion": writer = try field.value.int32()
            case "readerFeatures": readerFeatures = try field.value.stringArray()
            case "writerFeatures": writerFeatures = try field.value.stringArray()
            default: break
            }
        }
        guard let reader, let writer else {
            throw element.error(.missingField, "protocol.minReaderVersion or minWriterVersion")
        }
        self.init(
            minReaderVersion: reader, minWriterVersion: writer, readerFeatures: readerFeatures,
            writerFeatures: writerFeatures)
    }
}

extension SetTransaction {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var appID: String?
        var version: Int64?
        var lastUpdated: Int64?
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "appId": appID = try field.value.string()
            case "version": version = try field.value.int64()
            case "lastUpdated": lastUpdated = try field.value.int64()
            default: break
            }
        }
        guard let appID, let version else {
            throw element.error(.missingField, "txn.appId or txn.version")
        }
        self.init(appID: appID, version: version, lastUpdated: lastUpdated)
    }
}

extension DomainMetadata {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var domain: String?
        var configuration = ""
        var removed = false
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "domain": domain = try field.value.string()
            case "configuration": configuration = try field.value.string()
            case "removed": removed = try field.value.bool()
            default: break
            }
        }
        guard let domain else { throw element.error(.missingField, "domainMetadata.domain") }
        self.init(domain: domain, configuration: configuration, removed: removed)
    }
}

extension AddCDCFile {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var path: String?
        var partitionValues = PartitionValues.unpartitioned
        var size: Int64 = 0
        var tags: [String: String]?
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "path": path = try field.value.string()
            case "partitionValues":
                partitionValues = PartitionValues(try field.value.stringMap())
            case "size": size = try field.value.int64()
            case "tags": tags = try field.value.dictionary()
            default: break
            }
        }
        guard let path else { throw element.error(.missingField, "cdc.path") }
        self.init(path: path, partitionValues: partitionValues, size: size, tags: tags)
    }
}

extension Sidecar {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var path: String?
        var size: Int64?
        var time: Int64 = 0
        var tags: [String: String]?
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "path": path = try field.value.string()
            case "sizeInBytes": size = try field.value.int64()
            case "modificationTime": time = try field.value.int64()
            case "tags": tags = try field.value.dictionary()
            default: break
            }
        }
        guard let path, let size else {
            throw element.error(.missingField, "sidecar.path or sidecar.sizeInBytes")
        }
        self.init(path: path, sizeInBytes: size, modificationTime: time, tags: tags)
    }
}

extension CheckpointMetadata {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var version: Int64?
        var tags: [String: String]?
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "version": version = try field.value.int64()
            case "tags": tags = try field.value.dictionary()
            default: break
            }
        }
        guard let version else { throw element.error(.missingField, "checkpointMetadata.version") }
        self.init(version: version, tags: tags)
    }
}
