// The workers of a job. What is done is asked of the table alone; a worker that finds its unit
// committed by another runner drops what it staged and goes on (spec/backfill.md).

import DeltaLog
import DeltaTable
public import HostEnvironment
import JSONCodec
import ObjectStorage
package import Streaming

/// Runs a planned job to its end, or resumes it.
public struct BackfillRunner: Sendable {
    private let location: String
    private let job: JobName
    private let workers: Int
    private let environment: HostEnvironment
    private let openStore: StoreOpener
    private let onProgress: @Sendable (BackfillProgress) async -> Void

    /// - Parameters:
    ///   - location: the folder of the table.
    ///   - workers: units that are loaded at the same time, at most 64.
    ///   - onProgress: called after each unit.
    public init(
        table location: String, job: JobName, workers: Int,
        environment: HostEnvironment = .system(),
        onProgress: @escaping @Sendable (BackfillProgress) async -> Void = { _ in }
    ) {
        self.init(
            table: location, job: job, workers: workers, environment: environment,
            openStore: LocalFolders.opener(environment), onProgress: onProgress)
    }

    /// The same over stores that `openStore` opens by their paths.
    package init(
        table location: String, job: JobName, workers: Int, environment: HostEnvironment,
        openStore: @escaping StoreOpener,
        onProgress: @escaping @Sendable (BackfillProgress) async -> Void = { _ in }
    ) {
        self.location = location
        self.job = job
        self.workers = min(max(1, workers), BackfillLimits.lanes)
        self.environment = environment
        self.openStore = openStore
        self.onProgress = onProgress
    }

    /// Loads every unit that is not in the table yet.
    ///
    /// Killing the process at any moment is safe: the next run goes on behind what the table has.
    /// - Throws: `planNotFound`; `unitFailed` with the unit and the cause, after the other workers
    ///   have ended.
    public func run() async throws -> BackfillProgress {
        let plan = try await BackfillStatus.plan(job, table: location, openStore)
        let flow = try await archiveFlow(plan)
        let lanes = (0..<BackfillLimits.lanes).map {
            BackfillUnit.applicationID(job: job, lane: $0)
        }
        let committed = try await flow.transactionVersions(of: lanes).map { $0 ?? -1 }
        let queue = UnitQueue(plan, committed: committed)
        let started = environment.monotonicNow
        await onProgress(await queue.now())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    while let unit = await queue.take() {
                        try await load(unit, plan, flow, queue, started)
                    }
                }
            }
            try await group.waitForAll()
        }
        return await queue.now()
    }

    private func archiveFlow(_ plan: BackfillPlan) async throws -> ArchiveFlow {
        let pipeline = try Pipeline(sql: plan.pipelineText)
        var binding = PipelineBinding(tables: [plan.tableName: location])
        binding.badRecords = plan.badRecords
        return try await ArchiveFlow(
            pipeline, source: plan.source, at: plan.location, binding: binding,
            environment: environment, openStore: openStore
        ) { batch, applicationID, partitionColumns, metrics in
            CommitOperation(
                "WRITE",
                parameters: [
                    ("mode", .string("Append")),
                    ("partitionBy", .string(CommitOperation.list(partitionColumns))),
                    ("backfillJob", .string(plan.job.text)),
                    ("backfillUnit", .string(batch.plan.ends.first??.json ?? "")),
                    ("queryId", .string(applicationID)),
                    ("epochId", .string(String(batch.plan.id))),
                    ("runId", .string(batch.runID)),
                    ("pipeline", .string(plan.pipelineHash)),
                ], metrics: metrics)
        }
    }

    private func load(
        _ unit: BackfillUnit, _ plan: BackfillPlan, _ flow: ArchiveFlow, _ queue: UnitQueue,
        _ started: MonotonicInstant
    ) async throws {
        let applicationID = unit.applicationID(job: job)
        do {
            let reached = try await flow.transactionVersions(of: [applicationID]).first ?? nil
            var rows: (Int64, Int64, Int64)?
            if reached.map({ $0 < unit.ordinal }) ?? true {
                let outcome = try await flow.load(
                    unit.files.map(Self.sourceFile), as: batch(unit, plan, applicationID))
                if !outcome.wasThere {
                    rows = (outcome.inputRows, outcome.outputRows, outcome.badRows)
                }
            }
            let elapsed = started.duration(to: environment.monotonicNow)
            await onProgress(
                await queue.finished(
                    unit, rows: rows,
                    elapsedSeconds: Double(elapsed.wholeMicroseconds) / 1_000_000))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let names = unit.files.first.map { "'\($0.path)'" } ?? "no file"
            let more = unit.files.count > 1 ? " and \(unit.files.count - 1) more" : ""
            throw BackfillError(
                .unitFailed,
                "unit \(unit.index) (\(names)\(more)) of job '\(job)' was not loaded; the units "
                    + "before it are in the table, `lake backfill resume` goes on behind them",
                cause: error)
        }
    }

    private func batch(
        _ unit: BackfillUnit, _ plan: BackfillPlan, _ applicationID: String
    ) -> SinkBatch {
        SinkBatch(
            query: QueryIdentity(
                id: applicationID, name: job.text, pipelineHash: plan.pipelineHash, sources: [],
                sink: ""),
            runID: environment.uuid(),
            plan: BatchPlan(
                id: unit.ordinal, timestampMilliseconds: environment.now.milliseconds,
                starts: [nil], ends: [SourceOffset(json: "{\"unit\":\(unit.index)}")],
                isReplay: true))
    }

    private static func sourceFile(_ file: ArchiveFile) -> SourceFile {
        SourceFile(
            path: file.path, size: Int(clamping: file.size), etag: ETag(rawValue: file.etag),
            modifiedMicroseconds: 0)
    }
}
