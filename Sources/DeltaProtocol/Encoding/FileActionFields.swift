// An `add` or `remove` as it stands in the parsed JSON: numbers read, texts still where the parser
// found them. Replaying a log reads millions of these without making a string; `AddFile` and
// `RemoveFile` are made from the same reading, so that the form is known in one place.

package import JSONCodec

/// The fields of a file action; texts and objects are indices of tokens, -1 where absent or null.
package struct FileActionFields: Sendable {
    package let isAdd: Bool
    package fileprivate(set) var path = -1
    package fileprivate(set) var partitionValues = -1
    package fileprivate(set) var stats = -1
    package fileprivate(set) var tags = -1
    package fileprivate(set) var deletionVector = -1
    package fileprivate(set) var clusteringProvider = -1
    /// Bytes; nil only for a remove.
    package fileprivate(set) var size: Int64?
    /// `modificationTime` of an add, `deletionTimestamp` of a remove.
    package fileprivate(set) var time: Int64?
    package fileprivate(set) var dataChange = true
    package fileprivate(set) var extendedFileMetadata: Bool?
    package fileprivate(set) var baseRowID: Int64?
    package fileprivate(set) var defaultRowCommitVersion: Int64?

    /// Reads the object of an `add` or a `remove`.
    ///
    /// - Throws: where a required field is missing or one has another type.
    package init(_ element: borrowing JSONElement, isAdd: Bool) throws(JSONError) {
        self.isAdd = isAdd
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "path": path = try Self.index(ofString: field.value)
            case "partitionValues": partitionValues = field.value.index
            case "size": size = try field.value.int64()
            case "modificationTime": if isAdd { time = try field.value.int64() }
            case "deletionTimestamp": if !isAdd { time = try field.value.int64() }
            case "dataChange": dataChange = try field.value.bool()
            case "stats": stats = try Self.index(ofString: field.value)
            case "tags": tags = field.value.index
            case "deletionVector": deletionVector = field.value.index
            case "baseRowId": baseRowID = try field.value.int64()
            case "defaultRowCommitVersion":
                defaultRowCommitVersion = try field.value.int64()
            case "extendedFileMetadata": extendedFileMetadata = try field.value.bool()
            case "clusteringProvider": clusteringProvider = try Self.index(ofString: field.value)
            default: break
            }
        }
        guard path >= 0 else { throw element.error(.missingField, "path") }
        guard size != nil || !isAdd else { throw element.error(.missingField, "size") }
        if let size, size < 0 { throw element.error(.numberOutOfRange, "size is \(size)") }
    }

    private static func index(ofString value: borrowing JSONElement) throws(JSONError) -> Int {
        guard value.kind == .string else {
            throw value.error(.wrongType, "expected a string, found \(value.kind.noun)")
        }
        return value.index
    }
}

extension FileActionFields {
    /// - Throws: where an object inside has another form than it must have.
    package func addFile(in tokens: borrowing JSONTokens) throws(JSONError) -> AddFile {
        AddFile(
            path: try tokens.element(at: path).string(),
            partitionValues: try partition(in: tokens) ?? .unpartitioned, size: size ?? 0,
            modificationTime: time ?? 0, dataChange: dataChange,
            stats: try string(stats, in: tokens), tags: try map(tags, in: tokens),
            deletionVector: try vector(in: tokens), baseRowID: baseRowID,
            defaultRowCommitVersion: defaultRowCommitVersion,
            clusteringProvider: try string(clusteringProvider, in: tokens))
    }

    /// - Throws: where an object inside has another form than it must have.
    package func removeFile(in tokens: borrowing JSONTokens) throws(JSONError) -> RemoveFile {
        RemoveFile(
            path: try tokens.element(at: path).string(), deletionTimestamp: time,
            dataChange: dataChange, extendedFileMetadata: extendedFileMetadata,
            partitionValues: try partition(in: tokens), size: size,
            stats: try string(stats, in: tokens), tags: try map(tags, in: tokens),
            deletionVector: try vector(in: tokens), baseRowID: baseRowID,
            defaultRowCommitVersion: defaultRowCommitVersion)
    }

    /// The partition values; nil where there are none.
    package func partition(in tokens: borrowing JSONTokens) throws(JSONError) -> PartitionValues? {
        guard partitionValues >= 0 else { return nil }
        return PartitionValues(try tokens.element(at: partitionValues).stringMap())
    }

    /// The tags; nil where there are none.
    package func tags(in tokens: borrowing JSONTokens) throws(JSONError) -> [String: String]? {
        try map(tags, in: tokens)
    }

    /// The deletion vector; nil where there is none.
    package func vector(
        in tokens: borrowing JSONTokens
    ) throws(JSONError) -> DeletionVectorDescriptor? {
        guard deletionVector >= 0 else { return nil }
        return try DeletionVectorDescriptor(tokens.element(at: deletionVector))
    }

    private func string(_ index: Int, in tokens: borrowing JSONTokens) throws(JSONError) -> String?
    {
        index < 0 ? nil : try tokens.element(at: index).string()
    }

    private func map(
        _ index: Int, in tokens: borrowing JSONTokens
    ) throws(JSONError) -> [String: String]? {
        index < 0 ? nil : try tokens.element(at: index).dictionary()
    }
}

extension DeletionVectorDescriptor {
    init(_ element: borrowing JSONElement) throws(JSONError) {
        var storageType: String?
        var pathOrInlineDV: String?
        var offset: Int32?
        var size: Int32?
        var cardinality: Int64?
        var fields = try element.fields()
        while let field = fields.next() {
            if field.value.isNull { continue }
            switch field.name {
            case "storageType": storageType = try field.value.string()
            case "pathOrInlineDv": pathOrInlineDV = try field.value.string()
            case "offset": offset = try field.value.int32()
            case "sizeInBytes": size = try field.value.int32()
            case "cardinality": cardinality = try field.value.int64()
            default: break
            }
        }
        guard let storageType, let pathOrInlineDV, let size, let cardinality else {
            throw element.error(.missingField, "a field of deletionVector")
        }
        self.init(
            storageType: storageType, pathOrInlineDV: pathOrInlineDV, offset: offset,
            sizeInBytes: size, cardinality: cardinality)
    }
}

extension JSONElement {
    /// An object of strings; keys whose value is null are left out.
    func dictionary() throws(JSONError) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in try stringMap() { result[key] = value }
        return result
    }
}
