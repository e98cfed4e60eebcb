import BinaryIO
import Columnar
import HostEnvironment
import ObjectStorage
import Streaming
import Synchronization

/// A folder of NDJSON, a checkpoint and a sink in a simulated world. Runs come and go, the world
/// stays.
final class StreamFixture: Sendable {
    static let schema = Schema([Field("id", .int64, nullable: false), Field("name", .string)])

    let environment: HostEnvironment
    let incoming: MemoryObjectStore
    let checkpoint: MemoryObjectStore
    /// Where the sink keeps records of offsets; nothing where it keeps none.
    let records: MemoryObjectStore
    let sink = MemorySink()
    let badRecords = MemorySink(identity: "bad")
    let events = Mutex<[StreamEvent]>([])

    init(_ environment: HostEnvironment) {
        self.environment = environment
        incoming = MemoryObjectStore(environment: environment)
        checkpoint = MemoryObjectStore(environment: environment)
        records = MemoryObjectStore(environment: environment)
    }

    func write(_ name: String, ids: Range<Int>) async throws {
        try await write(name, ids.map { "{\"id\": \($0), \"name\": \"n\($0)\"}" })
    }

    func write(_ name: String, _ lines: [String]) async throws {
        _ = try await incoming.put(
            try ObjectPath(name), Bytes(utf8: lines.map { $0 + "\n" }.joined()), mode: .overwrite)
    }

    /// A run of the query, ready to start.
    func runner(
        _ trigger: Trigger, doom: Doom = .never, limit: ReadLimit = .standard,
        checkpoint other: MemoryObjectStore? = nil, name: String = "events",
        pipelineHash: String = "p1", failsOnBadRecords: Bool = false
    ) -> MicroBatchRunner {
        let store = DoomedStore(inner: other ?? checkpoint, doom: doom)
        let source = FolderSource(
            store: incoming, place: "incoming",
            files: FileDecoding(format: .ndjson, schema: Self.schema),
            log: SeenFilesLog(store: store, index: 0),
            onNotice: { [self] text in note(.notice(text)) })
        let flow = QueryFlow(sourceName: "incoming", source: source) { batch, _ in
            TransformedRows(batch: batch, failures: [])
        }
        let definition = QueryDefinition(
            name: name, pipelineHash: pipelineHash, flows: [flow],
            sink: DoomedSink(inner: sink, records: DoomedStore(inner: records, doom: doom), doom),
            badRecordSink: DoomedSink(inner: badRecords, records: nil, doom),
            trigger: trigger, limit: limit, failsOnBadRecords: failsOnBadRecords,
            environment: environment, onEvent: { [self] event in note(event) })
        return MicroBatchRunner(
            definition, checkpoint: CheckpointDirectory(store: store, name: "checkpoint"))
    }

    private func note(_ event: StreamEvent) { events.withLock { $0.append(event) } }

    /// The ids in the sink, in its order.
    var ids: [Int64] {
        sink.batches.flatMap { batch in
            (0..<batch.count).compactMap { row in
                if case .int64(let id) = batch.columns[0].scalar(at: row) { id } else { nil }
            }
        }
    }

    var progress: [QueryProgress] {
        events.withLock { events in
            events.compactMap { if case .progress(let progress) = $0 { progress } else { nil } }
        }
    }

    var notices: [String] {
        events.withLock { events in
            events.compactMap { if case .notice(let text) = $0 { text } else { nil } }
        }
    }
}

/// A sink in which a commit is a write that a process may die at.
final class DoomedSink: StreamSink {
    let inner: MemorySink
    let recordStore: (any ObjectStore)?
    private let doom: Doom

    init(inner: MemorySink, records: (any ObjectStore)?, _ doom: Doom) {
        self.inner = inner
        recordStore = records
        self.doom = doom
    }

    var description: String { inner.description }
    var identity: String { inner.identity }
    var remembers: Bool { true }

    func latestBatch(of queryID: String) async throws -> Int64? {
        try await inner.latestBatch(of: queryID)
    }

    func open(_ batch: SinkBatch) async throws -> any SinkWriter {
        Writer(inner: try await inner.open(batch), doom: doom)
    }

    private final class Writer: SinkWriter {
        let inner: any SinkWriter
        let doom: Doom

        init(inner: any SinkWriter, doom: Doom) {
            self.inner = inner
            self.doom = doom
        }

        func write(_ batch: RecordBatch) async throws { try await inner.write(batch) }

        func commit() async throws -> SinkCommit {
            let fate = doom.next()
            guard fate.begins else { throw Doom.Died() }
            let commit = try await inner.commit()
            guard fate.returns else { throw Doom.Died() }
            return commit
        }

        func abort() async { await inner.abort() }
    }
}
