// Table properties with their types and defaults. A property that cannot be read is an error where
// it matters, not where the table is opened: a reader does not care about checkpoint intervals.

/// The typed view of `metaData.configuration`.
package struct TableProperties: Hashable, Sendable {
    private let configuration: [String: String]

    package init(_ configuration: [String: String]) {
        self.configuration = configuration
    }

    private subscript(key: TableProperty) -> String? { configuration[key.rawValue] }

    /// Whether rows may only be added. Default false.
    package func appendOnly() throws(DeltaProtocolError) -> Bool {
        try bool(.appendOnly, default: false)
    }

    /// Commits between two checkpoints. Default 10.
    package func checkpointInterval() throws(DeltaProtocolError) -> Int64 {
        guard let value = try integer(.checkpointInterval) else { return 10 }
        guard value > 0 else { throw invalid(.checkpointInterval, "a positive number") }
        return value
    }

    /// The form of checkpoints. Default `classic`.
    package func checkpointPolicy() throws(DeltaProtocolError) -> CheckpointPolicy {
        guard let text = self[.checkpointPolicy] else { return .classic }
        guard let policy = CheckpointPolicy(rawValue: text.lowercased()) else {
            throw invalid(.checkpointPolicy, "classic or v2")
        }
        return policy
    }

    /// How files call the columns. Default `none`.
    package func columnMappingMode() throws(DeltaProtocolError) -> ColumnMapping.Mode {
        guard let text = self[.columnMappingMode] else { return .none }
        guard let mode = ColumnMapping.Mode(rawValue: text.lowercased()) else {
            throw invalid(.columnMappingMode, "none, name or id")
        }
        return mode
    }

    /// Whether writers may write deletion vectors. Default false.
    package func enableDeletionVectors() throws(DeltaProtocolError) -> Bool {
        try bool(.enableDeletionVectors, default: false)
    }

    /// Whether checkpoints carry statistics as JSON text. Default true.
    package func checkpointWriteStatsAsJSON() throws(DeltaProtocolError) -> Bool {
        try bool(.checkpointWriteStatsAsJSON, default: true)
    }

    /// Whether checkpoints carry statistics and partition values as structs. Default false.
    package func checkpointWriteStatsAsStruct() throws(DeltaProtocolError) -> Bool {
        try bool(.checkpointWriteStatsAsStruct, default: false)
    }

    /// How many leading columns get statistics; nil for all. Default 32.
    package func dataSkippingNumIndexedColumns() throws(DeltaProtocolError) -> Int? {
        guard let value = try integer(.dataSkippingNumIndexedCols) else { return 32 }
        if value == -1 { return nil }
        guard value >= 0, let count = Int(exactly: value) else {
            throw invalid(.dataSkippingNumIndexedCols, "a number, or -1 for all columns")
        }
        return count
    }

    /// How long removed files and their tombstones stay. Default one week.
    package func deletedFileRetention() throws(DeltaProtocolError) -> Duration {
        try interval(.deletedFileRetentionDuration) ?? .seconds(7 * 24 * 3600)
    }

    /// How long versions stay readable. Default 30 days.
    package func logRetention() throws(DeltaProtocolError) -> Duration {
        try interval(.logRetentionDuration) ?? .seconds(30 * 24 * 3600)
    }

    /// How long an application's last `txn` is kept; nil for ever, which is the default.
    package func setTransactionRetention() throws(DeltaProtocolError) -> Duration? {
        try interval(.setTransactionRetentionDuration)
    }

    /// Whether old log files are deleted after checkpoints. Default true.
    package func enableExpiredLogCleanup() throws(DeltaProtocolError) -> Bool {
        try bool(.enableExpiredLogCleanup, default: true)
    }

    /// Whether commits carry their own times. Default false, also for a value that cannot be read.
    package var usesInCommitTimestamps: Bool {
        self[.enableInCommitTimestamps]?.lowercased() == "true"
    }

    /// The first version whose commit carries its own time, and that time in milliseconds since the
    /// epoch; nil where all do.
    package func inCommitTimestampEnablement() throws(DeltaProtocolError) -> (
        version: Int64, timestamp: Int64
    )? {
        guard let version = try integer(.inCommitTimestampEnablementVersion),
            let timestamp = try integer(.inCommitTimestampEnablementTimestamp)
        else { return nil }
        return (version, timestamp)
    }

    /// How much concurrent writers see of each other. Default `serializable`.
    package func isolationLevel() throws(DeltaProtocolError) -> IsolationLevel {
        guard let text = self[.isolationLevel] else { return .serializable }
        switch text.lowercased() {
        case "serializable": return .serializable
        case "writeserializable": return .writeSerializable
        default: throw invalid(.isolationLevel, "Serializable or WriteSerializable")
        }
    }

    /// The codec of new data files in the spelling of the table; nil where the table does not say.
    package var parquetCompressionCodec: String? { self[.parquetCompressionCodec] }

    /// The size that rewritten and compacted files aim at, in bytes; nil where the table does not
    /// say. Suffixes `kb`, `mb`, `gb` are powers of 1024.
    package func targetFileSizeBytes() throws(DeltaProtocolError) -> Int64? {
        guard let text = self[.targetFileSize] else { return nil }
        let lower = text.lowercased().filter { $0 != " " }
        let digits = lower.prefix { $0.isASCII && $0.isNumber }
        let scale: Int64? =
            switch lower.dropFirst(digits.count) {
            case "", "b": 1
            case "k", "kb": 1 << 10
            case "m", "mb": 1 << 20
            case "g", "gb": 1 << 30
            default: nil
            }
        guard let scale, let value = Int64(digits) else {
            throw invalid(.targetFileSize, "a size such as 104857600 or 100mb")
        }
        let (bytes, overflow) = value.multipliedReportingOverflow(by: scale)
        guard !overflow, bytes > 0 else { throw invalid(.targetFileSize, "a positive size") }
        return bytes
    }
}

extension TableProperties {
    private func bool(
        _ key: TableProperty, default value: Bool
    ) throws(DeltaProtocolError) -> Bool {
        switch self[key]?.lowercased() {
        case nil: return value
        case "true": return true
        case "false": return false
        default: throw invalid(key, "true or false")
        }
    }

    private func integer(_ key: TableProperty) throws(DeltaProtocolError) -> Int64? {
        guard let text = self[key] else { return nil }
        guard let value = Int64(text) else { throw invalid(key, "a whole number") }
        return value
    }

    private func interval(_ key: TableProperty) throws(DeltaProtocolError) -> Duration? {
        guard let text = self[key] else { return nil }
        guard let value = CalendarInterval.duration(of: text) else {
            throw invalid(key, "an interval such as \"interval 7 days\", without months or years")
        }
        return value
    }

    private func invalid(_ key: TableProperty, _ wanted: String) -> DeltaProtocolError {
        DeltaProtocolError(
            .invalidProperty,
            "the table property \(key.rawValue) is \"\(self[key] ?? "")\" but must be \(wanted)")
    }
}
