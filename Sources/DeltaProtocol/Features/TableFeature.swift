// The features that a table may ask for by name, or by an old version number that implies them
// (PROTOCOL.md, *Table Features*, *Valid Feature Names*, *Writer Version Requirements*).

/// A table feature that this code knows by name; whether it is supported is `FeatureSupport`'s.
package enum TableFeature: String, Hashable, Sendable, CaseIterable {
    case appendOnly
    case invariants
    case checkConstraints
    case changeDataFeed
    case generatedColumns
    case columnMapping
    case identityColumns
    case allowColumnDefaults
    case deletionVectors
    case domainMetadata
    case inCommitTimestamp
    case timestampNtz
    case typeWidening
    case typeWideningPreview = "typeWidening-preview"
    case v2Checkpoint
    case variantType
    case variantTypePreview = "variantType-preview"
    case vacuumProtocolCheck

    /// Features that a legacy writer version supports without listing them.
    static func impliedByWriter(version: Int32) -> [TableFeature] {
        var features: [TableFeature] = []
        if version >= 2 { features += [.appendOnly, .invariants] }
        if version >= 3 { features.append(.checkConstraints) }
        if version >= 4 { features += [.changeDataFeed, .generatedColumns] }
        if version >= 5 { features.append(.columnMapping) }
        if version >= 6 { features.append(.identityColumns) }
        return features
    }

    /// The oldest writer version that implies it; nil where a table has to name it.
    var legacyWriterVersion: Int32? {
        switch self {
        case .appendOnly, .invariants: 2
        case .checkConstraints: 3
        case .changeDataFeed, .generatedColumns: 4
        case .columnMapping: 5
        case .identityColumns: 6
        case .allowColumnDefaults, .deletionVectors, .domainMetadata, .inCommitTimestamp,
            .timestampNtz, .typeWidening, .typeWideningPreview, .v2Checkpoint, .variantType,
            .variantTypePreview, .vacuumProtocolCheck:
            nil
        }
    }

    /// Whether a table may be given it: those that cannot be written cannot.
    package var canBeAskedFor: Bool {
        switch self {
        case .typeWidening, .typeWideningPreview, .variantType, .variantTypePreview: false
        default: true
        }
    }

    /// Whether readers must know it too.
    package var isForReaders: Bool {
        switch self {
        case .columnMapping, .deletionVectors, .timestampNtz, .typeWidening,
            .typeWideningPreview, .v2Checkpoint, .variantType, .variantTypePreview,
            .vacuumProtocolCheck:
            true
        case .appendOnly, .invariants, .checkConstraints, .changeDataFeed, .generatedColumns,
            .identityColumns, .allowColumnDefaults, .domainMetadata, .inCommitTimestamp:
            false
        }
    }
}
