import BinaryIO
import Columnar
import HostEnvironment
import ObjectStorage
import Streaming
import Synchronization
import Testing

@Suite struct InputSourceTests {
    /// A pipe whose writer is the test.
    private final class Pipe: Sendable {
        private let outcomes: Mutex<[InputDescriptor.Outcome]>

        init(_ texts: [String], ends: Bool = true) {
            outcomes = Mutex(texts.map { .bytes(Array($0.utf8)) } + (ends ? [.end] : []))
        }

        func read(_ environment: HostEnvironment) async -> InputDescriptor.Outcome {
            let next = outcomes.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let next { return next }
            try? await environment.sleep(for: .milliseconds(1))
            return .nothing
        }
    }

    private static func source(
        _ pipe: Pipe, spool: (any ObjectStore)?, _ environment: HostEnvironment
    ) -> InputSource {
        InputSource(
            input: { await pipe.read(environment) }, spool: spool,
            schema: Schema([Field("id", .int64)]), environment: environment)
    }

    private static func ids(
        _ source: InputSource, after start: SourceOffset?, through end: SourceOffset
    ) async throws -> [Scalar] {
        let reader = try await source.batch(after: start, through: end)
        var ids: [Scalar] = []
        while let chunk = try await reader.next() {
            ids += try chunk.decode().batch.columns[0].scalars()
        }
        return ids
    }

    @Test("ST-INP-01: what an offset names is in the spool before, and stays until it is committed")
    func spooled() async throws {
        try await HostEnvironment.simulated(seed: 3).run { environment in
            let spool = MemoryObjectStore(environment: environment)
            let pipe = Pipe(["{\"id\":1}\n{\"id", "\":2}\n{\"id\":3}"])
            let source = Self.source(pipe, spool: spool, environment)
            try await source.start(after: nil)
            try await source.pinEnd()
            let limit = ReadLimit(filesMax: nil, bytesMax: 10)
            let first = try #require(try await source.latestOffset(after: nil, limit: limit))
            await source.close()
            // The process dies; another one goes on behind the beginning.
            let again = Self.source(Pipe(["{\"id\":9}\n"]), spool: spool, environment)
            try await again.start(after: nil)
            #expect(try await again.latestOffset(after: nil, limit: .unlimited) == first)
            #expect(try await Self.ids(again, after: nil, through: first) == [.int64(1)])
            try await again.pinEnd()
            let second = try #require(
                try await again.latestOffset(after: first, limit: .unlimited))
            #expect(try await Self.ids(again, after: first, through: second) == [.int64(9)])
            try await again.commit(first)
            #expect(try await spool.listAll(prefix: "").map(\.path.key) == ["2-1"])
            #expect(await again.isFinished())
            await again.close()
        }
    }

    @Test("ST-INP-02: a last line without an end counts when the input ends")
    func lastLine() async throws {
        try await HostEnvironment.simulated(seed: 4).run { environment in
            let source = Self.source(
                Pipe(["{\"id\":1}\n{\"id\":2}"]), spool: nil, environment)
            try await source.start(after: nil)
            try await source.pinEnd()
            let limit = ReadLimit(filesMax: nil, bytesMax: 1)
            let end = try #require(try await source.latestOffset(after: nil, limit: limit))
            #expect(try await Self.ids(source, after: nil, through: end) == [.int64(1)])
            while await !source.isFinished() {
                if try await source.latestOffset(after: end, limit: limit) != end { break }
            }
            let last = try #require(try await source.latestOffset(after: end, limit: limit))
            #expect(try await Self.ids(source, after: end, through: last) == [.int64(2)])
            #expect(await source.isFinished())
            await source.close()
        }
    }

    @Test("ST-INP-02: once takes all of standard input, however slowly it comes")
    func once() async throws {
        try await HostEnvironment.simulated(seed: 8).run { environment in
            let lines = (0..<100).map { "{\"id\":\($0)}\n" }
            let source = Self.source(Pipe(lines), spool: nil, environment)
            try await source.start(after: nil)
            try await source.pinEnd()
            let end = try #require(
                try await source.latestOffset(after: nil, limit: .unlimited))
            #expect(
                try await Self.ids(source, after: nil, through: end)
                    == (0..<100).map { .int64($0) })
            #expect(await source.isFinished())
            await source.close()
        }
    }

    @Test("ST-INP-03: without a spool a lost piece is nothing, with one it is an error")
    func lost() async throws {
        try await HostEnvironment.simulated(seed: 5).run { environment in
            let end = SourceOffset(json: "{\"piece\":3,\"line\":30}")
            let atMostOnce = Self.source(Pipe([]), spool: nil, environment)
            try await atMostOnce.start(after: nil)
            #expect(try await Self.ids(atMostOnce, after: nil, through: end) == [])
            await atMostOnce.close()
            let spooled = Self.source(
                Pipe([]), spool: MemoryObjectStore(environment: environment), environment)
            try await spooled.start(after: nil)
            await #expect(throws: StreamingError.self) {
                try await Self.ids(spooled, after: nil, through: end)
            }
            await spooled.close()
        }
    }

    @Test("the spool of another checkpoint is refused")
    func foreignSpool() async throws {
        try await HostEnvironment.simulated(seed: 6).run { environment in
            let spool = MemoryObjectStore(environment: environment)
            _ = try await spool.put(try ObjectPath("7-0"), Bytes(utf8: "x"), mode: .create)
            let source = Self.source(Pipe([]), spool: spool, environment)
            await #expect(throws: StreamingError.self) { try await source.start(after: nil) }
        }
    }
}
