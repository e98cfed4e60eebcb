import HostEnvironment
import ObjectStorage
import Streaming
import Testing

@Suite struct FolderStreamTests {
    private func simulate<Value: Sendable>(
        seed: UInt64 = 1, _ body: @escaping @Sendable (StreamFixture) async throws -> Value
    ) async throws -> Value {
        try await HostEnvironment.simulated(seed: seed).run { environment in
            try await body(StreamFixture(environment))
        }
    }

    @Test("ST-FOL-01: every file is read once, over restarts and in batches of the limit")
    func restarts() async throws {
        try await simulate { world in
            for file in 0..<7 {
                try await world.write("f\(file).ndjson", ids: file * 3..<file * 3 + 3)
            }
            try await world.runner(.availableNow, limit: ReadLimit(filesMax: 2, bytesMax: nil))
                .run()
            #expect(world.ids == Array(0..<21))
            #expect(world.progress.map(\.batchID) == [0, 1, 2, 3])
            #expect(world.progress.map(\.inputRowCount) == [6, 6, 6, 3])
            try await world.write("g.ndjson", ids: 21..<30)
            try await world.runner(.once).run()
            try await world.runner(.once).run()
            #expect(world.ids == Array(0..<30))
            #expect(world.progress.map(\.batchID) == [0, 1, 2, 3, 4])
        }
    }

    @Test("ST-REC-01: a crash at any write, before or after its effect, loses and doubles nothing")
    func crashes() async throws {
        let writes = try await simulate { world in
            let doom = Doom(step: -1, afterEffect: false)
            try await Self.feed(world)
            try await world.runner(.availableNow, doom: doom, limit: Self.limit).run()
            return doom.count
        }
        #expect(writes > 20)
        for step in 0..<writes {
            for afterEffect in [false, true] {
                try await simulate(seed: UInt64(step)) { world in
                    try await Self.feed(world)
                    let doom = Doom(step: step, afterEffect: afterEffect)
                    await #expect(throws: (any Error).self) {
                        try await world.runner(.availableNow, doom: doom, limit: Self.limit).run()
                    }
                    try await world.runner(.availableNow, limit: Self.limit).run()
                    #expect(
                        world.ids == Array(0..<40), "died at \(step), after effect: \(afterEffect)")
                    #expect(world.badRecords.batches.reduce(0) { $0 + $1.count } == 2)
                }
            }
        }
    }

    private static let limit = ReadLimit(filesMax: 1, bytesMax: nil)

    private static func feed(_ world: StreamFixture) async throws {
        try await world.write("a.ndjson", ids: 0..<10)
        try await world.write("b.ndjson", ["{\"id\": 10}", "oops", "{\"id\": 11}"])
        try await world.write("c.ndjson", ids: 12..<40)
        try await world.write("d.ndjson", ["{\"id\": null}"])
    }

    @Test("ST-REC-05: a lost checkpoint is rebuilt from the records under the table")
    func lostCheckpoint() async throws {
        try await simulate { world in
            for file in 0..<25 {
                try await world.write("f\(file).ndjson", ids: file..<file + 1)
                if file % 2 == 0 { try await world.runner(.once).run() }
            }
            let fresh = MemoryObjectStore(environment: world.environment)
            try await world.write("last.ndjson", ids: 25..<27)
            try await world.runner(.availableNow, checkpoint: fresh).run()
            #expect(world.ids.sorted() == Array(0..<27))
            #expect(world.notices.contains { $0.contains("going on behind batch 12") })
            try await world.write("more.ndjson", ids: 27..<28)
            try await world.runner(.availableNow, checkpoint: fresh).run()
            #expect(world.ids.sorted() == Array(0..<28))
        }
    }

    @Test("ST-CHK-02: two runs on one checkpoint: one of them stops and names the entry")
    func twoRuns() async throws {
        try await simulate { world in
            try await world.write("a.ndjson", ids: 0..<2)
            try await world.runner(.once).run()
            let first = world.runner(.availableNow, limit: Self.limit)
            let second = world.runner(.availableNow, limit: Self.limit)
            for file in 1..<9 {
                try await world.write("f\(file).ndjson", ids: file * 2..<file * 2 + 2)
            }
            let failures = await withTaskGroup(of: StreamingError?.self) { group in
                for runner in [first, second] {
                    group.addTask {
                        do {
                            try await runner.run()
                            return nil
                        } catch {
                            return error as? StreamingError
                        }
                    }
                }
                var failures: [StreamingError] = []
                for await failure in group { if let failure { failures.append(failure) } }
                return failures
            }
            #expect(failures.allSatisfy { $0.code == .concurrentRun })
            #expect(failures.count >= 1)
            #expect(failures.allSatisfy { $0.path?.contains("/") == true })
            try await world.runner(.availableNow).run()
            #expect(world.ids.sorted() == Array(0..<18))
        }
    }

    @Test("ST-CHK-03: the checkpoint of another query is refused with the remedy")
    func otherQuery() async throws {
        try await simulate { world in
            try await world.write("a.ndjson", ids: 0..<2)
            try await world.runner(.once).run()
            for runner in [
                world.runner(.once, name: "other"), world.runner(.once, pipelineHash: "p2"),
            ] {
                let error = await #expect(throws: StreamingError.self) { try await runner.run() }
                #expect(error?.code == .checkpointOfAnotherQuery)
            }
        }
    }

    @Test("ST-REC-03: a table that has lost committed batches stops the stream")
    func tableWentBack() async throws {
        try await simulate { world in
            try await world.write("a.ndjson", ids: 0..<2)
            try await world.runner(.once).run()
            world.sink.forget()
            let error = await #expect(throws: StreamingError.self) {
                try await world.runner(.once).run()
            }
            #expect(error?.code == .tableDisagrees)
        }
    }

    @Test("ST-BAD-01: bad rows go to the bad records with file, line and offset")
    func badRows() async throws {
        try await simulate { world in
            try await world.write(
                "x.ndjson", ["{\"id\": 1}", "{\"id\": \"one\"}", "nonsense", "{\"id\": 2}"])
            try await world.runner(.once).run()
            #expect(world.ids == [1, 2])
            let bad = try #require(world.badRecords.batches.first)
            #expect(bad.schema == BadRecord.schema)
            #expect(bad.column("line")?.scalars() == [.int64(2), .int64(3)])
            #expect(bad.column("offset")?.scalars() == [.int64(10), .int64(24)])
            #expect(bad.column("file")?.scalars() == [.string("x.ndjson"), .string("x.ndjson")])
            #expect(bad.column("raw")?.scalar(at: 1) == .string("nonsense"))
            #expect(bad.column("code")?.scalar(at: 1) == .string("malformed"))
            #expect(world.progress.last?.badRowCount == 2)
            #expect(world.progress.last?.inputRowCount == 4)
        }
    }

    @Test("ST-BAD-02: a stream that is to fail on bad records names the line and commits nothing")
    func failsOnBadRows() async throws {
        try await simulate { world in
            try await world.write("x.ndjson", ["{\"id\": 1}", "nonsense"])
            let error = await #expect(throws: StreamingError.self) {
                try await world.runner(.once, failsOnBadRecords: true).run()
            }
            #expect(error?.code == .badRecords)
            #expect(error?.path == "x.ndjson")
            #expect(error?.line == 2)
            #expect(world.ids == [])
            try await world.runner(.once).run()
            #expect(world.ids == [1])
        }
    }

    @Test("ST-FOL-03: hidden and unfinished files are passed over, subfolders are read")
    func hidden() async throws {
        try await simulate { world in
            try await world.write("day=1/a.ndjson", ids: 0..<1)
            for name in ["_b.ndjson", ".c.ndjson", "d.ndjson.tmp", "_x/e.ndjson", "f.csv"] {
                try await world.write(name, ids: 5..<6)
            }
            try await world.runner(.once).run()
            #expect(world.ids == [0])
            #expect(world.notices.contains { $0.contains("f.csv") })
        }
    }

    @Test("ST-FOL-02: a file that changes before its batch has run is an error that names it")
    func changed() async throws {
        try await simulate { world in
            try await world.write("a.ndjson", ids: 0..<2)
            // Dies at the sink, when the batch is planned.
            let doom = Doom(step: 5, afterEffect: false)
            await #expect(throws: (any Error).self) {
                try await world.runner(.once, doom: doom).run()
            }
            try await world.write("a.ndjson", ids: 0..<3)
            let error = await #expect(throws: StreamingError.self) {
                try await world.runner(.once).run()
            }
            #expect(error?.code == .sourceChanged)
            #expect(error?.path == "a.ndjson")
        }
    }

    @Test("ST-FOL-04: a file that changes after it was read is told, and not read again")
    func changedLater() async throws {
        try await simulate { world in
            try await world.write("a.ndjson", ids: 0..<2)
            try await world.runner(.once).run()
            try await world.write("a.ndjson", ids: 0..<3)
            try await world.runner(.once).run()
            #expect(world.ids == [0, 1])
            #expect(world.notices.contains { $0.contains("a.ndjson") && $0.contains("changed") })
        }
    }

    @Test("ST-TRG-01: an interval stream picks up what comes and ends after the batch")
    func interval() async throws {
        try await simulate { world in
            let runner = world.runner(.interval(.milliseconds(500)))
            let task = world.environment.spawn { try await runner.run() }
            for file in 0..<4 {
                try await world.write("f\(file).ndjson", ids: file..<file + 1)
                try await world.environment.sleep(for: .milliseconds(700))
            }
            task.cancel()
            try await task.value
            #expect(world.ids == [0, 1, 2, 3])
            #expect(world.progress.allSatisfy { $0.timestampMilliseconds % 500 <= 1 })
        }
    }

    @Test("ST-TRG-02: a stream without a pause reads what comes and says when it is idle")
    func asSoonAsPossible() async throws {
        try await simulate { world in
            let runner = world.runner(.asSoonAsPossible)
            let task = world.environment.spawn { try await runner.run() }
            try await world.write("a.ndjson", ids: 0..<1)
            try await world.environment.sleep(for: .seconds(25))
            try await world.write("b.ndjson", ids: 1..<2)
            try await world.environment.sleep(for: .seconds(1))
            task.cancel()
            try await task.value
            #expect(world.ids == [0, 1])
            let idle = world.events.withLock { events in
                events.count { if case .idle = $0 { true } else { false } }
            }
            #expect(idle == 2)
        }
    }

    @Test("ST-CHK-01: the checkpoint has Spark's names, compacts and keeps a hundred batches")
    func layout() async throws {
        try await simulate { world in
            for file in 0..<121 { try await world.write("f\(file).ndjson", ids: file..<file + 1) }
            try await world.runner(.availableNow, limit: Self.limit).run()
            #expect(world.ids.sorted() == Array(0..<121))
            let keys = try await world.checkpoint.listAll(prefix: "").map(\.path.key)
            func numbers(_ folder: String) -> [Int] {
                keys.filter { $0.hasPrefix(folder + "/") }
                    .compactMap { Int($0.dropFirst(folder.count + 1)) }.sorted()
            }
            #expect(
                keys.filter { !$0.contains("/") } == ["metadata", "progress.json", "query.json"])
            #expect(numbers("offsets") == Array(20...120))
            #expect(numbers("commits") == Array(20...120))
            #expect(numbers("sources/0") == Array(110...118) + [120])
            #expect(
                keys.filter { $0.hasSuffix(".compact") }
                    == ["sources/0/109.compact", "sources/0/119.compact"])
            func text(_ key: String) async throws -> String? {
                try await world.checkpoint.get(try ObjectPath(key)).bytes.utf8String()
            }
            #expect(try await text("commits/120") == "v1\n{\"nextBatchWatermarkMs\":0}")
            let offsets = try #require(try await text("offsets/120"))
            let lines = offsets.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0] == "v1")
            #expect(lines[1].hasPrefix("{\"batchWatermarkMs\":0,\"batchTimestampMs\":17672"))
            #expect(lines[2] == "{\"logOffset\":120}")
        }
    }
}
