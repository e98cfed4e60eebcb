// Makes the plan of a job: lists the archive, cuts it into units, pins everything that a unit's
// rows depend on, and stores that durably before the first unit runs (spec/backfill.md BF-PLN-01).

import DeltaTable
public import HostEnvironment
import ObjectStorage
import QueryEngine
public import Streaming

/// Plans backfills.
public struct BackfillPlanner: Sendable {
    private let openStore: StoreOpener

    /// Plans over folders of this host.
    public init(environment: HostEnvironment = .system()) {
        self.init(openStore: LocalFolders.opener(environment))
    }

    /// Plans over stores that `openStore` opens by the paths of a binding.
    package init(openStore: @escaping StoreOpener) {
        self.openStore = openStore
    }

    /// A plan, and whether it was stored by an earlier call.
    public struct Planned: Sendable {
        public let plan: BackfillPlan
        /// Where the table lies.
        public let table: String
        public let wasThere: Bool
    }

    /// Plans the archive of a pipeline's source as `job`.
    ///
    /// Planning the same again gives the stored plan.
    /// - Throws: `planDiffers` where the job was planned with other files or another pipeline,
    ///   `archiveEmpty`, `pipelineUnusable`.
    public func plan(
        _ pipeline: Pipeline, binding: PipelineBinding, job: JobName,
        unitSize: UnitSize = .standard
    ) async throws -> Planned {
        let (source, location) = try archive(of: pipeline, binding)
        let target = try ArchiveFlow.target(pipeline, source: source)
        let table = pipeline.location(of: target.table.name, in: binding)
        let store = PlanStore(try openStore(table, true))
        let stored = try await store.read(job)
        let pinned = try await pinned(location, as: stored, source)
        let files = try await files(of: pinned)
        let plan = BackfillPlan(
            job: job, pipelineText: pipeline.sql, pipelineHash: pipeline.definition.hash,
            tableName: target.table.name, source: source, location: pinned,
            badRecords: binding.badRecords, units: unitSize.cut(files))
        guard let stored else {
            let kept = try await store.write(plan)
            return Planned(plan: kept, table: table, wasThere: kept != plan)
        }
        try Self.check(plan, continues: stored)
        return Planned(plan: stored, table: table, wasThere: true)
    }

    /// The one source that has an archive.
    private func archive(
        of pipeline: Pipeline, _ binding: PipelineBinding
    ) throws -> (String, SourceLocation) {
        var found: [(String, SourceLocation)] = []
        for name in pipeline.definition.sourceNames {
            if let location = binding.source(named: name)?.archive {
                found.append((name, location))
            }
        }
        guard let only = found.first, found.count == 1 else {
            let names = pipeline.definition.sourceNames.joined(separator: ", ")
            throw BackfillError(
                .pipelineUnusable,
                found.isEmpty
                    ? "no source has an archive: give --source NAME=PATH for one of \(names), or "
                        + "bind it in lake.yml"
                    : "several sources have an archive; a job loads one: give --source for it")
        }
        return only
    }

    /// The archive with an absolute place, a format and columns, so that every run reads alike.
    private func pinned(
        _ location: SourceLocation, as stored: BackfillPlan?, _ source: String
    ) async throws -> SourceLocation {
        var pinned = location
        if let stored {
            pinned.format = pinned.format ?? stored.location.format
            pinned.schema = pinned.schema ?? stored.location.schema
        }
        return try await ArchiveFlow.pinned(pinned, source: source, openStore: openStore)
    }

    private func files(of location: SourceLocation) async throws -> [ArchiveFile] {
        let files = try await ArchiveFlow.files(at: location, openStore: openStore).map {
            ArchiveFile(path: $0.path, size: Int64($0.size), etag: $0.etag.rawValue)
        }
        guard !files.isEmpty else {
            throw BackfillError(
                .archiveEmpty, "there are no files to load in \(location.folder ?? "the archive")")
        }
        guard files.count <= BackfillLimits.filesMax else {
            throw BackfillError(
                .archiveEmpty,
                "the archive has more than \(BackfillLimits.filesMax) files; load it in parts")
        }
        return files
    }

    /// - Throws: `planDiffers` with what differs.
    static func check(_ plan: BackfillPlan, continues stored: BackfillPlan) throws(BackfillError) {
        func refuse(_ difference: String) -> BackfillError {
            BackfillError(
                .planDiffers,
                "job '\(stored.job)' was planned before and \(difference); give the job another "
                    + "name, or resume it as it was planned")
        }
        if plan.pipelineHash != stored.pipelineHash { throw refuse("the pipeline has changed") }
        if plan.source != stored.source || plan.location != stored.location {
            throw refuse("the archive is read from another place or in another way")
        }
        let before = Set(stored.units.flatMap(\.files))
        let now = Set(plan.units.flatMap(\.files))
        if before != now {
            throw refuse("the archive has changed: \(Self.difference(before, now))")
        }
    }

    /// The files that differ, the first ones by name.
    private static func difference(
        _ before: Set<ArchiveFile>, _ now: Set<ArchiveFile>
    ) -> String {
        let paths = Set(before.symmetricDifference(now).map(\.path)).sorted()
        let names = paths.prefix(namedFilesMax).map { "'\($0)'" }.joined(separator: ", ")
        let more = paths.count > namedFilesMax ? " and \(paths.count - namedFilesMax) more" : ""
        return "\(names)\(more) \(paths.count == 1 ? "differs" : "differ")"
    }

    private static let namedFilesMax = 3
}
