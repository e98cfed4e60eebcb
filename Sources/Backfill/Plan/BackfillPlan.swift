// What a job is: written once, before its first unit, and never changed (spec/backfill.md).

/// The units of a job, and the pipeline that they go through.
public struct BackfillPlan: Hashable, Sendable {
    public let job: JobName
    /// The pipeline's SQL, whole.
    public let pipelineText: String
    /// Names the pipeline's meaning; see `PipelineDefinition`.
    public let pipelineHash: String
    /// The source of the pipeline that the archive stands for.
    public let source: String
    /// Where the archive lies: the absolute path of a folder.
    public let archive: String
    /// How the archive's files are read; see `SourceBinding`.
    public let format: [String: String]
    public let units: [BackfillUnit]

    public init(
        job: JobName, pipelineText: String, pipelineHash: String, source: String,
        archive: String, format: [String: String], units: [BackfillUnit]
    ) {
        self.job = job
        self.pipelineText = pipelineText
        self.pipelineHash = pipelineHash
        self.source = source
        self.archive = archive
        self.format = format
        self.units = units
    }

    public var fileCount: Int { units.reduce(0) { $0 + $1.files.count } }

    /// Bytes of input.
    public var size: Int64 { units.reduce(0) { $0 + $1.size } }
}
