// A flow of a pipeline over files of the past: the same decoding, the same expressions and the same
// sink as in a stream, for files that somebody else has chosen. Backfills are made of it.

import Columnar
import DeltaLog
package import DeltaTable
import Expressions
package import HostEnvironment
import ObjectStorage
package import QueryEngine

/// The way of archived files into a table.
package struct ArchiveFlow: Sendable {
    /// What a unit of work has done.
    package struct Outcome: Sendable, Hashable {
        package var inputRows: Int64
        package var badRows: Int64
        package var outputRows: Int64
        package var version: Int64?
        /// Whether the table had the unit already.
        package var wasThere: Bool
    }

    package let table: Table
    private let sink: DeltaTableSink
    private let badRecordSink: any StreamSink
    private let source: String
    private let transform: FlowTransform
    private let decoding: FileDecoding
    private let archive: any ObjectStore
    private let environment: HostEnvironment

    /// Opens the archive and the table, which is made where it is missing.
    ///
    /// - Parameters:
    ///   - location: where the archive lies and how it is read; its schema must be given.
    ///   - openStore: opens the archive and the tables.
    ///   - describe: the operation of a unit's commit.
    /// - Throws: `bindingInvalid`, `pipelineInvalid`, and the errors of the table.
    package init(
        _ pipeline: Pipeline, source: String, at location: SourceLocation,
        binding: PipelineBinding, environment: HostEnvironment, openStore: @escaping StoreOpener,
        describe: @escaping DeltaTableSink.Description
    ) async throws {
        let target = try ArchiveFlow.target(pipeline, source: source)
        let schema = try Schema(parsingDDL: location.schema ?? "")
        let options = try SourceOptions(location.options, source: source)
        guard case .folder(let path) = location.place, let format = location.format else {
            throw StreamingError(
                .bindingInvalid, "an archive is a folder of files of one format")
        }
        var decoding = FileDecoding(format: format, schema: schema, isFormatGiven: true)
        decoding.csv = options.csv
        decoding.ignoresCorruptFiles = options.ignoresCorruptFiles
        decoding.ignoresMissingFiles = options.ignoresMissingFiles
        self.decoding = decoding
        archive = try openStore(path, false)
        func table(at place: String) throws -> Table {
            Table(store: try openStore(place, true), location: place, environment: environment)
        }
        let place = pipeline.location(of: target.table.name, in: binding)
        let snapshot = try await target.table.open(
            try table(at: place), sources: [source: schema])
        self.table = snapshot.table
        sink = DeltaTableSink(snapshot, options: WriteOptions(), describe: describe)
        badRecordSink = BadRecordTableSink(
            table: try table(at: binding.badRecords ?? place + "_bad_records"))
        let transform = try FlowTransform(target.flow, source: schema, table: snapshot.schema)
        self.transform = transform
        self.source = source
        self.environment = environment
    }

    /// The flow that reads `source`, and its table.
    package static func target(
        _ pipeline: Pipeline, source: String
    ) throws(StreamingError) -> (table: PipelineTable, flow: PipelineFlow) {
        let name = source.lowercased()
        var found: [(PipelineTable, PipelineFlow)] = []
        for table in pipeline.definition.tables {
            for flow in table.flows where flow.sourceName.lowercased() == name {
                found.append((table, flow))
            }
        }
        guard let only = found.first, found.count == 1 else {
            throw StreamingError(
                .pipelineUnsupported,
                found.isEmpty
                    ? "no flow of the pipeline reads '\(source)'"
                    : "\(found.count) flows read '\(source)'; a backfill loads one")
        }
        return only
    }

    /// Loads files in one commit.
    package func load(_ files: [SourceFile], as batch: SinkBatch) async throws -> Outcome {
        let writer = try await sink.open(batch)
        let bad = BadRecordWriter(sink: badRecordSink, batch: batch, failsOnFirst: false)
        do {
            let pump = BatchPump(
                sourceName: source,
                transform: { try transform($0, milliseconds: $1) }, plan: batch.plan,
                query: batch.query.name, parallelism: environment.parallelism)
            let reader = FilesReader(store: archive, files: files, decoding: decoding)
            let counts = try await pump.run(reader, into: writer, bad: bad)
            try await bad.commit()
            let commit = try await writer.commit()
            return Outcome(
                inputRows: counts.inputRows, badRows: counts.badRows, outputRows: commit.rows,
                version: commit.version, wasThere: commit.wasThere)
        } catch {
            await bad.abort()
            await writer.abort()
            throw error
        }
    }

    /// How far each application has got with the table, now.
    package func transactionVersions(
        of applicationIDs: [String]
    ) async throws -> [Int64?] {
        let snapshot = try await sink.refreshed()
        let versions = applicationIDs.map { snapshot.transactionVersion($0) }
        if versions.contains(where: { $0 != nil }) {
            try await sink.table.log.persist(snapshot.log.version)
        }
        return versions
    }
}
