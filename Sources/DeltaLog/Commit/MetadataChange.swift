// Which changes of metadata a transaction that was planned before may be put behind.

import Columnar
package import DeltaProtocol

/// Compares the metadata of two versions.
package enum MetadataChange {
    /// Properties that say how a table is kept, not what is in it.
    private static let harmlessProperties: Set<String> = [
        TableProperty.checkpointInterval.rawValue, TableProperty.checkpointPolicy.rawValue,
        TableProperty.logRetentionDuration.rawValue,
        TableProperty.deletedFileRetentionDuration.rawValue,
        TableProperty.enableExpiredLogCleanup.rawValue,
        TableProperty.setTransactionRetentionDuration.rawValue,
        TableProperty.checkpointWriteStatsAsJSON.rawValue,
        TableProperty.checkpointWriteStatsAsStruct.rawValue,
        TableProperty.targetFileSize.rawValue, TableProperty.dataSkippingNumIndexedCols.rawValue,
        TableProperty.parquetCompressionCodec.rawValue,
    ]

    /// Whether every commit that was right before is right after: only properties of upkeep differ,
    /// or nullable columns without default or generation were appended.
    ///
    /// - Throws: where a schema cannot be read.
    package static func isHarmless(
        from old: TableMetadata, to new: TableMetadata
    ) throws(DeltaProtocolError) -> Bool {
        guard old.id == new.id, old.partitionColumns == new.partitionColumns,
            old.provider == new.provider, old.formatOptions == new.formatOptions
        else { return false }
        let keys = Set(old.configuration.keys).union(new.configuration.keys)
        for key in keys where old.configuration[key] != new.configuration[key] {
            guard harmlessProperties.contains(key) else { return false }
        }
        guard old.schemaString != new.schemaString else { return true }
        let oldFields = try SchemaCodec.decode(old.schemaString).fields
        let newFields = try SchemaCodec.decode(new.schemaString).fields
        return newFields.starts(with: oldFields)
            && newFields.dropFirst(oldFields.count).allSatisfy { field in
                field.nullable
                    && !field.metadata.keys.contains {
                        $0.hasPrefix("delta.") || $0.hasPrefix("CURRENT_DEFAULT")
                    }
            }
    }
}
