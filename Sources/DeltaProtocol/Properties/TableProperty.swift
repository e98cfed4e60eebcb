// The keys of table properties that the engine looks at (PROTOCOL.md, *Table Properties*, and the
// reference implementation's list). No other place spells them.

/// The key of a table property.
package enum TableProperty: String, Hashable, Sendable, CaseIterable {
    case appendOnly = "delta.appendOnly"
    case checkpointInterval = "delta.checkpointInterval"
    case checkpointPolicy = "delta.checkpointPolicy"
    case checkpointWriteStatsAsStruct = "delta.checkpoint.writeStatsAsStruct"
    case checkpointWriteStatsAsJSON = "delta.checkpoint.writeStatsAsJson"
    case columnMappingMaxColumnID = "delta.columnMapping.maxColumnId"
    case columnMappingMode = "delta.columnMapping.mode"
    case dataSkippingNumIndexedCols = "delta.dataSkippingNumIndexedCols"
    case deletedFileRetentionDuration = "delta.deletedFileRetentionDuration"
    case enableChangeDataFeed = "delta.enableChangeDataFeed"
    case enableDeletionVectors = "delta.enableDeletionVectors"
    case enableExpiredLogCleanup = "delta.enableExpiredLogCleanup"
    case enableInCommitTimestamps = "delta.enableInCommitTimestamps"
    case inCommitTimestampEnablementTimestamp = "delta.inCommitTimestampEnablementTimestamp"
    case inCommitTimestampEnablementVersion = "delta.inCommitTimestampEnablementVersion"
    case isolationLevel = "delta.isolationLevel"
    case logRetentionDuration = "delta.logRetentionDuration"
    case parquetCompressionCodec = "delta.parquet.compression.codec"
    case setTransactionRetentionDuration = "delta.setTransactionRetentionDuration"
    case targetFileSize = "delta.targetFileSize"
}
