// The protocol of a table that we create or whose schema we change: the most widely readable one
// that still says the truth.

package import Columnar

extension TableProtocol {
    /// The protocol that a new table with this schema and these properties needs.
    ///
    /// - Throws: `unsupportedTableFeature` where a property `delta.feature.…` asks for a feature
    ///   that is not supported; `invalidProperty`.
    package init(
        newTable schema: Schema, configuration: [String: String]
    ) throws(DeltaProtocolError) {
        var features: Set<TableFeature> = []
        if Self.usesTimestampNTZ(schema.fields) { features.insert(.timestampNtz) }
        features.formUnion(Self.rules(of: schema, configuration))
        let prefix = "delta.feature."
        for key in configuration.keys.sorted() where key.hasPrefix(prefix) {
            let name = String(key.dropFirst(prefix.count))
            guard let feature = TableFeature(rawValue: name), feature.canBeAskedFor else {
                throw DeltaProtocolError.unsupportedFeature(
                    name, "the feature \"\(name)\" is not supported")
            }
            features.insert(feature)
        }
        features.formUnion(try Self.features(of: TableProperties(configuration)))
        guard !features.isEmpty else {
            self = .widest
            return
        }
        let isNamed = configuration.keys.contains { $0.hasPrefix(prefix) }
        let legacy = features.compactMap(\.legacyWriterVersion)
        if !isNamed, legacy.count == features.count, let version = legacy.max() {
            // The versions that imply these features are older, and known to more engines.
            self.init(
                minReaderVersion: features.contains(.columnMapping) ? 2 : 1,
                minWriterVersion: version)
            return
        }
        if configuration["delta.appendOnly"]?.lowercased() == "true" {
            features.insert(.appendOnly)
        }
        let names = features.map(\.rawValue).sorted()
        let readerNames = features.filter(\.isForReaders).map(\.rawValue).sorted()
        self.init(
            minReaderVersion: readerNames.isEmpty ? 1 : Self.readerVersionOfFeatures,
            minWriterVersion: Self.writerVersionOfFeatures,
            readerFeatures: readerNames.isEmpty ? nil : readerNames, writerFeatures: names)
    }

    /// This protocol with what `schema` needs added; nil where it suffices already.
    package func upgraded(for schema: Schema) -> TableProtocol? {
        guard Self.usesTimestampNTZ(schema.fields) else { return nil }
        return upgraded(for: [.timestampNtz])
    }

    /// This protocol with what a table with these columns and properties needs added; nil where it
    /// suffices already.
    ///
    /// - Throws: `invalidProperty`.
    package func upgraded(
        for schema: Schema, configuration: [String: String]
    ) throws(DeltaProtocolError) -> TableProtocol? {
        var features = Self.rules(of: schema, configuration)
        if Self.usesTimestampNTZ(schema.fields) { features.insert(.timestampNtz) }
        features.formUnion(try Self.features(of: TableProperties(configuration)))
        if try TableProperties(configuration).appendOnly() { features.insert(.appendOnly) }
        return upgraded(for: features)
    }

    /// This protocol with some features added; nil where it has them.
    package func upgraded(for features: Set<TableFeature>) -> TableProtocol? {
        let missing = features.filter { feature in
            let isRead =
                feature == .columnMapping
                ? supportsColumnMapping
                : !feature.isForReaders || (readerFeatures ?? []).contains(feature.rawValue)
            return !supportsWriting(feature) || !isRead
        }
        guard !missing.isEmpty else { return nil }
        let legacy = missing.compactMap(\.legacyWriterVersion)
        if minWriterVersion < Self.writerVersionOfFeatures, legacy.count == missing.count,
            let version = legacy.max()
        {
            let reader: Int32 = missing.contains(.columnMapping) ? 2 : 1
            return TableProtocol(
                minReaderVersion: max(minReaderVersion, reader),
                minWriterVersion: max(minWriterVersion, version))
        }
        var readers = Set(readerFeatures ?? [])
        var writers = Set(writerFeatures ?? [])
        if minWriterVersion < Self.writerVersionOfFeatures {
            let implied = TableFeature.impliedByWriter(version: minWriterVersion)
            writers.formUnion(implied.map(\.rawValue))
            readers.formUnion(
                implied.filter { $0.isForReaders && minReaderVersion >= 2 }.map(\.rawValue))
        }
        writers.formUnion(missing.map(\.rawValue))
        readers.formUnion(missing.filter(\.isForReaders).map(\.rawValue))
        let listsReaders = !readers.isEmpty
        return TableProtocol(
            minReaderVersion: listsReaders ? Self.readerVersionOfFeatures : 1,
            minWriterVersion: Self.writerVersionOfFeatures,
            readerFeatures: listsReaders ? readers.sorted() : nil,
            writerFeatures: writers.sorted())
    }

    /// The features that properties switch on.
    private static func features(
        of properties: TableProperties
    ) throws(DeltaProtocolError) -> Set<TableFeature> {
        var features: Set<TableFeature> = []
        if try properties.enableDeletionVectors() { features.insert(.deletionVectors) }
        if try properties.columnMappingMode() != .none { features.insert(.columnMapping) }
        if try properties.checkpointPolicy() == .v2 { features.insert(.v2Checkpoint) }
        if properties.usesInCommitTimestamps { features.insert(.inCommitTimestamp) }
        return features
    }

    /// The features by which a table asks something of its rows.
    private static func rules(
        of schema: Schema, _ configuration: [String: String]
    ) -> Set<TableFeature> {
        let metadata = TableMetadata(
            id: "", schemaString: "", configuration: configuration)
        let use = FeatureUse(metadata: metadata, schema: schema)
        let rules: [TableFeature] = [.checkConstraints, .generatedColumns, .allowColumnDefaults]
        return Set(rules.filter(use.isActive))
    }

    private static func usesTimestampNTZ(_ fields: [Field]) -> Bool {
        fields.contains { $0.type == .timestampNTZ || usesTimestampNTZ($0.type.children) }
    }
}
