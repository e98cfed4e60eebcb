// Table properties: those that need a feature get it, those that are the engine's are refused.

import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment
import JSONCodec

extension Table {
    /// Sets table properties. One that needs a feature upgrades the table's protocol;
    /// `delta.feature.…=supported` asks for a feature by name.
    ///
    /// - Throws: `invalidRequest` for a property that is not to be set by hand, or whose value
    ///   cannot be read; `unsupportedFeature`, `outcomeUnknown`, `storage`.
    @discardableResult
    public func setProperties(_ properties: [String: String]) async throws -> CommitResult {
        try await alter { snapshot in
            var metadata = snapshot.log.metadata
            var features: Set<TableFeature> = []
            for (key, value) in properties.sorted(by: { $0.key < $1.key }) {
                if let feature = try PropertyRules.feature(key, value) {
                    features.insert(feature)
                    continue
                }
                try PropertyRules.checkSettable(key)
                metadata.configuration[key] = value
            }
            try PropertyRules.check(metadata.properties)
            try Self.adoptColumnMapping(&metadata, snapshot)
            if metadata == snapshot.log.metadata, features.isEmpty { return nil }
            return AlterOperation.Change(
                metadata: metadata,
                operation: CommitOperation(
                    "SET TBLPROPERTIES",
                    parameters: [("properties", .string(PropertyRules.text(properties)))]),
                features: features)
        }
    }

    /// Takes table properties away, so that their defaults are back.
    ///
    /// - Parameter ifExists: whether a property that is not there is no error.
    /// - Throws: `invalidRequest` for a property that is not there, or that the table's columns
    ///   depend on; `outcomeUnknown`, `storage`.
    @discardableResult
    public func unsetProperties(
        _ keys: [String], ifExists: Bool = false
    ) async throws -> CommitResult {
        try await alter { snapshot in
            var metadata = snapshot.log.metadata
            for key in keys {
                try PropertyRules.checkSettable(key)
                if key == TableProperty.columnMappingMode.rawValue,
                    snapshot.log.columnMapping.mode != .none
                {
                    throw TableError(
                        .invalidRequest,
                        "column mapping cannot be taken back: the files call the columns by it")
                }
                guard metadata.configuration.removeValue(forKey: key) != nil || ifExists else {
                    throw TableError(.invalidRequest, "the table has no property '\(key)'")
                }
            }
            guard metadata != snapshot.log.metadata else { return nil }
            return AlterOperation.Change(
                metadata: metadata,
                operation: CommitOperation(
                    "UNSET TBLPROPERTIES",
                    parameters: [
                        ("properties", .string(CommitOperation.list(keys))),
                        ("ifExists", .bool(ifExists)),
                    ]))
        }
    }

    /// A table that gets column mapping keeps the names that its files know.
    private static func adoptColumnMapping(
        _ metadata: inout TableMetadata, _ snapshot: TableSnapshot
    ) throws {
        let new = try metadata.properties.columnMappingMode()
        let old = snapshot.log.columnMapping.mode
        guard new != old else { return }
        guard old == .none, new == .name else {
            throw TableError(
                .invalidRequest,
                "delta.columnMapping.mode can be changed from none to name only, not from "
                    + "\(old.rawValue) to \(new.rawValue)")
        }
        var maxID: Int32 = 0
        let schema = ColumnMapping.adopting(snapshot.schema, maxID: &maxID)
        metadata.schemaString = SchemaCodec.encode(schema)
        metadata.configuration[TableProperty.columnMappingMaxColumnID.rawValue] = String(maxID)
    }
}

/// Which properties a user may set.
enum PropertyRules {
    private static let featurePrefix = "delta.feature."
    /// Those that the engine keeps, or that have a verb of their own.
    private static let kept: [String: String] = [
        TableProperty.columnMappingMaxColumnID.rawValue: "is kept by the engine",
        TableProperty.inCommitTimestampEnablementVersion.rawValue: "is kept by the engine",
        TableProperty.inCommitTimestampEnablementTimestamp.rawValue: "is kept by the engine",
        "delta.minReaderVersion": "follows from the features; set delta.feature.…=supported",
        "delta.minWriterVersion": "follows from the features; set delta.feature.…=supported",
    ]

    /// The feature that a property asks for by name.
    static func feature(_ key: String, _ value: String) throws -> TableFeature? {
        guard key.hasPrefix(featurePrefix) else { return nil }
        let name = String(key.dropFirst(featurePrefix.count))
        guard let feature = TableFeature(rawValue: name), feature.canBeAskedFor else {
            throw TableError(.unsupportedFeature, "the feature \"\(name)\" is not supported")
        }
        guard value.lowercased() == "supported" || value.lowercased() == "enabled" else {
            throw TableError(
                .invalidRequest, "\(key) must be \"supported\", and not \"\(value)\"")
        }
        return feature
    }

    static func checkSettable(_ key: String) throws(TableError) {
        if let reason = kept[key] {
            throw TableError(.invalidRequest, "the property '\(key)' \(reason)")
        }
        if key.hasPrefix("delta.constraints.") {
            throw TableError(
                .invalidRequest,
                "constraints are not set as properties: rows have to be checked; use "
                    + "`lake alter --add-constraint` or `--drop-constraint`")
        }
    }

    /// - Throws: `invalidRequest` for a value that cannot be read.
    static func check(_ properties: TableProperties) throws {
        do throws(DeltaProtocolError) {
            _ = try properties.appendOnly()
            _ = try properties.checkpointInterval()
            _ = try properties.checkpointPolicy()
            _ = try properties.columnMappingMode()
            _ = try properties.enableDeletionVectors()
            _ = try properties.checkpointWriteStatsAsJSON()
            _ = try properties.checkpointWriteStatsAsStruct()
            _ = try properties.dataSkippingNumIndexedColumns()
            _ = try properties.deletedFileRetention()
            _ = try properties.logRetention()
            _ = try properties.setTransactionRetention()
            _ = try properties.enableExpiredLogCleanup()
            _ = try properties.targetFileSizeBytes()
            guard try properties.isolationLevel() == .serializable else {
                throw DeltaProtocolError(
                    .invalidProperty,
                    "delta.isolationLevel must be Serializable: open-source Spark refuses others")
            }
        } catch {
            throw TableError(.invalidRequest, "\(error)")
        }
    }

    /// As Spark writes them: an object in a text.
    static func text(_ properties: [String: String]) -> String {
        let pairs = properties.sorted { $0.key < $1.key }.map {
            ($0.key, JSONValue.string($0.value))
        }
        return JSONValue.object(JSONObject(pairs)).text
    }
}
