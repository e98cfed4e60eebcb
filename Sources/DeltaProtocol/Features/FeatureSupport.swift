// The gate: which tables we may read and which we may write. What is not known to be safe is
// refused by the name of the feature, for readers and writers apart (spec/delta-protocol.md
// DP-FEAT). A writer feature that the table supports but does not use costs nothing, and passes.

package import Columnar

/// Decides whether a table may be read or written.
package enum FeatureSupport {
    /// - Throws: `unsupportedTableFeature`, with the feature in its context; `corruptAction` where
    ///   the versions and the lists of features contradict each other.
    package static func checkRead(_ value: TableProtocol) throws(DeltaProtocolError) {
        try checkForm(value)
        switch value.minReaderVersion {
        case ...2: return
        case TableProtocol.readerVersionOfFeatures:
            for name in value.readerFeatures ?? [] {
                switch TableFeature(rawValue: name) {
                case .columnMapping, .deletionVectors, .timestampNtz, .typeWidening,
                    .typeWideningPreview, .v2Checkpoint, .variantType, .variantTypePreview,
                    .vacuumProtocolCheck:
                    continue
                default: throw unsupported(name, "read")
                }
            }
        default:
            throw DeltaProtocolError.unsupportedFeature(
                "reader version \(value.minReaderVersion)",
                "the table needs reader version \(value.minReaderVersion); versions to 3 are "
                    + "supported")
        }
    }

    /// - Throws: as `checkRead`; also where the table uses a feature that writers must enforce and
    ///   we do not.
    package static func checkWrite(
        _ value: TableProtocol, metadata: TableMetadata, schema: Schema
    ) throws(DeltaProtocolError) {
        try checkRead(value)
        guard value.minWriterVersion <= TableProtocol.writerVersionOfFeatures else {
            throw DeltaProtocolError.unsupportedFeature(
                "writer version \(value.minWriterVersion)",
                "the table needs writer version \(value.minWriterVersion); versions to 7 are "
                    + "supported")
        }
        let use = FeatureUse(metadata: metadata, schema: schema)
        if value.minWriterVersion < TableProtocol.writerVersionOfFeatures {
            for feature in TableFeature.impliedByWriter(version: value.minWriterVersion)
            where !isWritable(feature, use) {
                throw unsupported(feature.rawValue, "written")
            }
            return
        }
        for name in value.writerFeatures ?? [] {
            guard let feature = TableFeature(rawValue: name), isWritable(feature, use) else {
                throw unsupported(name, "written")
            }
        }
    }

    private static func isWritable(_ feature: TableFeature, _ use: FeatureUse) -> Bool {
        switch feature {
        case .appendOnly, .timestampNtz, .vacuumProtocolCheck, .domainMetadata, .deletionVectors,
            .columnMapping, .v2Checkpoint, .inCommitTimestamp:
            true
        // Whoever writes rows evaluates them, or refuses the one that it cannot (DT-RULE).
        case .invariants, .checkConstraints, .generatedColumns, .allowColumnDefaults: true
        case .changeDataFeed, .identityColumns: !use.isActive(feature)
        case .typeWidening, .typeWideningPreview, .variantType, .variantTypePreview: false
        }
    }

    private static func checkForm(_ value: TableProtocol) throws(DeltaProtocolError) {
        guard value.minReaderVersion >= 1, value.minWriterVersion >= 1 else {
            throw DeltaProtocolError(.corruptAction, "the protocol versions are below 1")
        }
        let listsReaders = value.minReaderVersion == TableProtocol.readerVersionOfFeatures
        let listsWriters = value.minWriterVersion == TableProtocol.writerVersionOfFeatures
        if listsReaders, value.readerFeatures == nil || !listsWriters {
            throw DeltaProtocolError(
                .corruptAction,
                "reader version 3 comes with readerFeatures and writer version 7, which it lacks")
        }
        if listsWriters, value.writerFeatures == nil {
            throw DeltaProtocolError(
                .corruptAction, "writer version 7 comes with writerFeatures, which are missing")
        }
    }

    private static func unsupported(_ name: String, _ verb: String) -> DeltaProtocolError {
        DeltaProtocolError.unsupportedFeature(
            name,
            "the table needs the feature \"\(name)\" to be \(verb), which is not supported")
    }
}

/// Whether a table uses a feature that its protocol supports.
struct FeatureUse {
    let metadata: TableMetadata
    let schema: Schema

    func isActive(_ feature: TableFeature) -> Bool {
        switch feature {
        case .appendOnly, .timestampNtz, .vacuumProtocolCheck, .domainMetadata, .v2Checkpoint:
            true
        case .deletionVectors: isTrue(TableProperty.enableDeletionVectors.rawValue)
        case .invariants: anyField { $0["delta.invariants"] != nil }
        case .checkConstraints:
            metadata.configuration.keys.contains { $0.hasPrefix("delta.constraints.") }
        case .changeDataFeed: isTrue(TableProperty.enableChangeDataFeed.rawValue)
        case .generatedColumns: anyField { $0["delta.generationExpression"] != nil }
        case .columnMapping:
            metadata.configuration[TableProperty.columnMappingMode.rawValue].map {
                $0.lowercased() != "none"
            }
                ?? false
        case .identityColumns: anyField { $0.keys.contains { $0.hasPrefix("delta.identity.") } }
        case .allowColumnDefaults: anyField { $0["CURRENT_DEFAULT"] != nil }
        case .inCommitTimestamp: isTrue("delta.enableInCommitTimestamps")
        case .typeWidening, .typeWideningPreview, .variantType, .variantTypePreview: true
        }
    }

    private func isTrue(_ key: String) -> Bool {
        metadata.configuration[key]?.lowercased() == "true"
    }

    private func anyField(_ matches: ([String: String]) -> Bool) -> Bool {
        Self.anyField(in: schema.fields, matches)
    }

    private static func anyField(
        in fields: [Field], _ matches: ([String: String]) -> Bool
    ) -> Bool {
        fields.contains { matches($0.metadata) || anyField(in: $0.type.children, matches) }
    }
}
