// What a job is: written once, before its first unit, and never changed (spec/backfill.md).

public import Streaming

/// The units of a job, and the pipeline that they go through.
public struct BackfillPlan: Hashable, Sendable {
    public let job: JobName
    /// The pipeline's SQL, whole.
    public let pipelineText: String
    /// Names the pipeline's meaning; see `PipelineDefinition`.
    public let pipelineHash: String
    /// The table of the pipeline that is loaded.
    public let tableName: String
    /// The source of the pipeline that the archive stands for.
    public let source: String
    /// Where the archive lies and how it is read: a folder, with format and columns.
    public let location: SourceLocation
    /// The folder of the table of bad records; nil for the one beside the table.
    public let badRecords: String?
    public let units: [BackfillUnit]

    public init(
        job: JobName, pipelineText: String, pipelineHash: String, tableName: String,
        source: String, location: SourceLocation, badRecords: String? = nil,
        units: [BackfillUnit]
    ) {
        self.job = job
        self.pipelineText = pipelineText
        self.pipelineHash = pipelineHash
        self.tableName = tableName
        self.source = source
        self.location = location
        self.badRecords = badRecords
        self.units = units
    }

    public var fileCount: Int { units.reduce(0) { $0 + $1.files.count } }

    /// Bytes of input.
    public var size: Int64 { units.reduce(0) { $0 + $1.size } }
}
