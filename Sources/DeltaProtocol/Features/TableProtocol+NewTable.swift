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
        let prefix = "delta.feature."
        for key in configuration.keys.sorted() where key.hasPrefix(prefix) {
            let name = String(key.dropFirst(prefix.count))
            guard let feature = TableFeature(rawValue: name) else {
                throw DeltaProtocolError.unsupportedFeature(
                    name, "the feature \"\(name)\" is not supported")
            }
            features.insert(feature)
        }
        let properties = TableProperties(configuration)
        if try properties.enableDeletionVectors() { features.insert(.deletionVectors) }
        if try properties.columnMappingMode() != .none { features.insert(.columnMapping) }
        if properties.usesInCommitTimestamps { features.insert(.inCommitTimestamp) }
        guard !features.isEmpty else {
            self = .widest
            return
        }
        guard features != [.columnMapping] else {
            // The versions that imply column mapping are older, and known to more readers.
            self.init(minReaderVersion: 2, minWriterVersion: 5)
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
        let name = TableFeature.timestampNtz.rawValue
        var readers = Set(readerFeatures ?? [])
        var writers = Set(writerFeatures ?? [])
        guard !readers.contains(name) || !writers.contains(name) else { return nil }
        if minWriterVersion < Self.writerVersionOfFeatures {
            let implied = TableFeature.impliedByWriter(version: minWriterVersion)
            writers.formUnion(implied.map(\.rawValue))
            readers.formUnion(
                implied.filter { $0.isForReaders && minReaderVersion >= 2 }.map(\.rawValue))
        }
        readers.insert(name)
        writers.insert(name)
        return TableProtocol(
            minReaderVersion: Self.readerVersionOfFeatures,
            minWriterVersion: Self.writerVersionOfFeatures, readerFeatures: readers.sorted(),
            writerFeatures: writers.sorted())
    }

    private static func usesTimestampNTZ(_ fields: [Field]) -> Bool {
        fields.contains { $0.type == .timestampNTZ || usesTimestampNTZ($0.type.children) }
    }
}
