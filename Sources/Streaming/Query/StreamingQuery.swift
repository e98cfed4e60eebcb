// A pipeline on its way: sources are opened, tables made where they are missing, and each table's
// query runs until the stream ends.

import Columnar
import DeltaTable
import HostEnvironment
import ObjectStorage
import QueryEngine

/// A stream that can be run.
public struct StreamingQuery: Sendable {
    let pipeline: Pipeline
    let binding: PipelineBinding
    let trigger: Trigger
    let options: StreamOptions
    let environment: HostEnvironment
    let openStore: StoreOpener

    private static let checkpointsFolder = "_checkpoints"

    /// Runs the stream. Cancelling the task ends it after the running batch, without an error.
    ///
    /// - Throws: `StreamingError`, and the errors of tables and stores.
    public func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for table in pipeline.definition.tables {
                    group.addTask { try await run(table) }
                }
                try await group.waitForAll()
            }
        } catch is CancellationError {
            // The wait for the first data was cancelled: nothing has begun.
            return
        }
    }

    private func run(_ table: PipelineTable) async throws {
        let name = name(of: table)
        let location = pipeline.location(of: table.name, in: binding)
        let place = checkpointPlace(of: table, name, location)
        let store = try openStore(place, true)
        let checkpoint = CheckpointDirectory(store: store, name: place)
        guard let sources = try await sources(of: table, checkpoint: checkpoint, store: store)
        else {
            await options.onEvent(.notice("'\(name)': there is nothing to read yet"))
            return
        }
        var columns: [String: Schema] = [:]
        for (flow, made) in zip(table.flows, sources) {
            columns[flow.sourceName] = made.source.schema
        }
        let snapshot = try await table.open(try self.table(at: location), sources: columns)
        let flows = try zip(table.flows, sources).map { flow, made in
            let transform = try FlowTransform(
                flow, source: made.source.schema, table: snapshot.schema)
            return QueryFlow(
                sourceName: flow.sourceName, source: made.source,
                limit: made.options.limit(otherwise: options.limit),
                transform: { try transform($0, milliseconds: $1) })
        }
        let definition = QueryDefinition(
            name: name, pipelineHash: pipeline.definition.hash, flows: flows,
            sink: DeltaTableSink(snapshot, options: WriteOptions()),
            badRecordSink: BadRecordTableSink(
                table: try self.table(at: binding.badRecords ?? location + "_bad_records")),
            trigger: trigger, failsOnBadRecords: options.failsOnBadRecords,
            acceptsPipelineChange: options.acceptsPipelineChange, environment: environment,
            onEvent: options.onEvent)
        try await MicroBatchRunner(definition, checkpoint: checkpoint).run()
    }

    private func name(of table: PipelineTable) -> String {
        guard let name = options.name else { return table.name }
        return pipeline.definition.tables.count == 1 ? name : "\(name)-\(table.name)"
    }

    private func checkpointPlace(
        of table: PipelineTable, _ name: String, _ location: String
    ) -> String {
        guard let given = options.checkpoint else {
            return "\(location)/\(Self.checkpointsFolder)/\(name)"
        }
        return pipeline.definition.tables.count == 1 ? given : "\(given)/\(table.name)"
    }

    /// The sources of all flows; nil where one has nothing to learn its columns from.
    private func sources(
        of table: PipelineTable, checkpoint: CheckpointDirectory, store: any ObjectStore
    ) async throws -> [SourceFactory.Made]? {
        let environment = environment
        let onEvent = options.onEvent
        let factory = SourceFactory(
            environment: environment, openStore: openStore,
            input: {
                await InputDescriptor.standardInput.read(
                    bytesMax: StreamingLimits.inputReadBytes,
                    timeout: StreamingLimits.inputReadTimeout, environment: environment)
            }, onNotice: { await onEvent(.notice($0)) })
        let earlier = try await earlierIdentity(of: table, checkpoint)
        var sources: [SourceFactory.Made] = []
        for (index, flow) in table.flows.enumerated() {
            guard let location = binding.source(named: flow.sourceName)?.live else { return nil }
            let known = earlier.flatMap { identity in
                index < identity.sources.count ? identity.sources[index].knownSchema : nil
            }
            let made = try await factory.make(
                flow.sourceName, at: location, index: index, known: known, checkpoint: store,
                waits: !trigger.ends)
            guard let made else { return nil }
            sources.append(made)
        }
        return sources
    }

    private func table(at location: String) throws -> Table {
        Table(
            store: try openStore(location, true), location: location, environment: environment)
    }

    /// Who an earlier run said the query is: in the checkpoint, or under the table.
    private func earlierIdentity(
        of table: PipelineTable, _ checkpoint: CheckpointDirectory
    ) async throws -> QueryIdentity? {
        if let identity = try await checkpoint.identity() { return identity }
        let location = pipeline.location(of: table.name, in: binding)
        let known = try await OffsetRecords.queries(
            named: name(of: table),
            in: try self.table(at: location).store)
        return known.count == 1 ? known[0] : nil
    }
}
