// What a client must know to read and to write a table (PROTOCOL.md, *Protocol Evolution*).
// `FeatureSupport` decides whether we do.

/// The `protocol` action.
package struct TableProtocol: Hashable, Sendable {
    package var minReaderVersion: Int32
    package var minWriterVersion: Int32
    /// Only, and always, with reader version 3.
    package var readerFeatures: [String]?
    /// Only, and always, with writer version 7.
    package var writerFeatures: [String]?

    package init(
        minReaderVersion: Int32, minWriterVersion: Int32, readerFeatures: [String]? = nil,
        writerFeatures: [String]? = nil
    ) {
        self.minReaderVersion = minReaderVersion
        self.minWriterVersion = minWriterVersion
        self.readerFeatures = readerFeatures
        self.writerFeatures = writerFeatures
    }

    /// The most widely readable protocol: what a table gets that needs nothing special.
    package static let widest = TableProtocol(minReaderVersion: 1, minWriterVersion: 2)

    /// Whether writers honour the feature, by name or by an old version that implies it.
    package func supportsWriting(_ feature: TableFeature) -> Bool {
        guard minWriterVersion < Self.writerVersionOfFeatures else {
            return (writerFeatures ?? []).contains(feature.rawValue)
        }
        return TableFeature.impliedByWriter(version: minWriterVersion).contains(feature)
    }

    /// Reader version from which on features are listed by name.
    package static let readerVersionOfFeatures: Int32 = 3
    /// Writer version from which on features are listed by name.
    package static let writerVersionOfFeatures: Int32 = 7
}
