// What a batch did, in the words of Spark's StreamingQueryProgress, so that what people have built
// on those reports works here.

/// The report of one trigger.
public struct QueryProgress: Sendable, Hashable {
    /// The part of one source.
    public struct Source: Sendable, Hashable {
        public var description: String
        /// JSON; nil where the batch began at the source's beginning.
        public var startOffset: String?
        public var endOffset: String?
        /// What the source had when the batch was over.
        public var latestOffset: String?
        public var inputRowCount: Int64
        /// Rows by the time since the trigger before; nil for the first one.
        public var inputRowsPerSecond: Double?
        /// Rows by the time that the trigger took.
        public var processedRowsPerSecond: Double?
        public var metrics: [String: String]

        public init(
            description: String, startOffset: String?, endOffset: String?, latestOffset: String?,
            inputRowCount: Int64, inputRowsPerSecond: Double?, processedRowsPerSecond: Double?,
            metrics: [String: String] = [:]
        ) {
            self.description = description
            self.startOffset = startOffset
            self.endOffset = endOffset
            self.latestOffset = latestOffset
            self.inputRowCount = inputRowCount
            self.inputRowsPerSecond = inputRowsPerSecond
            self.processedRowsPerSecond = processedRowsPerSecond
            self.metrics = metrics
        }
    }

    /// The query's id, the same in every run.
    public var id: String
    /// The run's id.
    public var runID: String
    public var name: String
    /// When the trigger fired, in ms since 1970.
    public var timestampMilliseconds: Int64
    public var batchID: Int64
    /// Milliseconds of the whole trigger.
    public var batchDuration: Int64
    /// Milliseconds of its parts, by Spark's names.
    public var durations: [String: Int64]
    public var sources: [Source]
    public var sinkDescription: String
    /// Rows that were added to the sink.
    public var outputRowCount: Int64
    /// The version of the table with the batch; nil where the sink has no versions.
    public var tableVersion: Int64?
    /// Rows that went to the bad records.
    public var badRowCount: Int64

    public init(
        id: String, runID: String, name: String, timestampMilliseconds: Int64, batchID: Int64,
        batchDuration: Int64, durations: [String: Int64], sources: [Source],
        sinkDescription: String, outputRowCount: Int64, tableVersion: Int64? = nil,
        badRowCount: Int64 = 0
    ) {
        self.id = id
        self.runID = runID
        self.name = name
        self.timestampMilliseconds = timestampMilliseconds
        self.batchID = batchID
        self.batchDuration = batchDuration
        self.durations = durations
        self.sources = sources
        self.sinkDescription = sinkDescription
        self.outputRowCount = outputRowCount
        self.tableVersion = tableVersion
        self.badRowCount = badRowCount
    }

    /// Rows of all sources, bad ones included.
    public var inputRowCount: Int64 { sources.reduce(0) { $0 + $1.inputRowCount } }

    /// Rows of all sources by the time since the trigger before; nil for the first one.
    public var inputRowsPerSecond: Double? { Self.sum(sources.map(\.inputRowsPerSecond)) }

    /// Rows of all sources by the time that the trigger took.
    public var processedRowsPerSecond: Double? {
        Self.sum(sources.map(\.processedRowsPerSecond))
    }

    /// Rows a second; nil where no time has passed, or less than none by a clock that was set back.
    package static func rate(_ rows: Int64, milliseconds: Int64) -> Double? {
        milliseconds > 0 ? Double(rows) * 1000 / Double(milliseconds) : nil
    }

    private static func sum(_ values: [Double?]) -> Double? {
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +)
    }
}
