import BinaryIO
import DeltaTable
import HostEnvironment
import ObjectStorage
import Streaming
import Testing

@Suite struct TableStreamTests {
    private func simulate<Value: Sendable>(
        seed: UInt64 = 1, _ body: @escaping @Sendable (TableFixture) async throws -> Value
    ) async throws -> Value {
        try await HostEnvironment.simulated(seed: seed).run { environment in
            try await body(TableFixture(environment))
        }
    }

    private static func feed(_ world: TableFixture) async throws {
        try await world.write(
            "1.ndjson",
            [
                #"{"id": 1, "amount": "10", "day": "mon"}"#,
                #"{"id": 2, "amount": "20", "day": "tue"}"#,
            ])
        try await world.write(
            "2.ndjson",
            [
                #"{"id": 3, "amount": "many", "day": "mon"}"#, "{",
                #"{"id": 4, "amount": null, "day": null}"#,
                #"{"id": -1, "amount": "0", "day": "mon"}"#,
            ])
        try await world.write("3.ndjson", [#"{"id": 5, "amount": "50", "day": "tue"}"#])
    }

    private static let rows = ["1|10|mon", "2|20|tue", "4|null|null", "5|50|tue"]
    private static let badRows = [
        #"2.ndjson|1|invalidCast|{"id":3,"amount":"many","day":"mon"}"#,
        "2.ndjson|2|malformed|{",
    ]

    @Test("ST-SNK-02: a pipeline fills a table; rows that fail go to the table of bad records")
    func pipeline() async throws {
        try await simulate { world in
            try await Self.feed(world)
            try await world.run(.availableNow)
            #expect(try await world.rows() == Self.rows)
            #expect(try await world.badRows() == Self.badRows)
            let history = try await world.table().history()
            #expect(
                history.map(\.operation) == Array(repeating: "STREAMING UPDATE", count: 3)
                    + ["CREATE TABLE"])
            #expect(history[0].operationMetrics.contains { $0 == ("numOutputRows", "1") })
            #expect(history[0].operationParameters.contains { $0 == ("epochId", "2") })
        }
    }

    @Test(
        "ST-REC-01: a process may die, or lose an answer, at any write into table or checkpoint",
        arguments: Doom.Kind.allCases)
    func crashes(kind: Doom.Kind) async throws {
        let writes = try await simulate { world in
            let doom = Doom.never
            try await Self.feed(world)
            try await world.run(.availableNow, doom: doom)
            return doom.count
        }
        #expect(writes > 20)
        for step in 0..<writes {
            try await simulate(seed: UInt64(step)) { world in
                try await Self.feed(world)
                let doom = Doom(step: step, kind)
                try? await world.run(.availableNow, doom: doom)
                try await world.run(.availableNow)
                #expect(try await world.rows() == Self.rows, "\(kind) at \(step)")
                #expect(try await world.badRows() == Self.badRows, "\(kind) at \(step)")
            }
        }
    }

    @Test("ST-REC-05: a process dies and its checkpoint is lost, at any write: nothing is doubled")
    func crashesWithoutCheckpoint() async throws {
        let writes = try await simulate { world in
            let doom = Doom.never
            try await Self.feed(world)
            try await world.run(.availableNow, doom: doom)
            return doom.count
        }
        for step in 0..<writes {
            try await simulate(seed: UInt64(step)) { world in
                try await Self.feed(world)
                try? await world.run(.availableNow, doom: Doom(step: step, .afterEffect))
                let checkpoint = world.store("data/sales/_checkpoints/sales")
                for object in try await checkpoint.listAll(prefix: "") {
                    try await checkpoint.delete(object.path)
                }
                try await world.run(.availableNow)
                #expect(try await world.rows() == Self.rows, "died at \(step)")
                // The bad records of a batch that was not committed are read again, by a query
                // that has the same id.
                #expect(Set(try await world.badRows()) == Set(Self.badRows), "died at \(step)")
            }
        }
    }

    @Test("ST-REC-06: a rebuild that dies at any write is taken up", arguments: Doom.Kind.allCases)
    func crashesOfRebuild(kind: Doom.Kind) async throws {
        @Sendable func rebuild(_ world: TableFixture, _ doom: Doom) async throws {
            try await Self.feed(world)
            try await world.run(.availableNow)
            let checkpoint = world.store("data/sales/_checkpoints/sales")
            for object in try await checkpoint.listAll(prefix: "") {
                try await checkpoint.delete(object.path)
            }
            try await world.write("9.ndjson", [#"{"id": 9, "amount": "1", "day": "wed"}"#])
            try? await world.run(.availableNow, doom: doom)
        }
        let writes = try await simulate { world in
            let doom = Doom.never
            try await rebuild(world, doom)
            return doom.count
        }
        #expect(writes > 8)
        for step in 0..<writes {
            try await simulate(seed: UInt64(step)) { world in
                try await rebuild(world, Doom(step: step, kind))
                try await world.run(.availableNow)
                #expect(
                    try await world.rows() == (Self.rows + ["9|1|wed"]).sorted(),
                    "\(kind) at \(step)")
            }
        }
    }

    @Test("ST-REC-06: offsets land in a checkpoint that was lost under the run that wrote them")
    func lateOffsets() async throws {
        try await simulate { world in
            try await Self.feed(world)
            try await world.run(.availableNow)
            let checkpoint = world.store("data/sales/_checkpoints/sales")
            let offsets = try await checkpoint.listAll(prefix: "offsets/")
            let last = try #require(offsets.compactMap { Int($0.path.name) }.max())
            let text = try await checkpoint.get(ObjectPath("offsets/\(last)"), range: nil).bytes
            for object in try await checkpoint.listAll(prefix: "") {
                try await checkpoint.delete(object.path)
            }
            _ = try await checkpoint.put(
                ObjectPath("offsets/\(last + 1)"), text, mode: .create)
            try await world.write("9.ndjson", [#"{"id": 9, "amount": "1", "day": "wed"}"#])
            try await world.run(.availableNow)
            #expect(try await world.rows() == (Self.rows + ["9|1|wed"]).sorted())
        }
    }

    @Test("ST-REC-06: offsets of the first batch land in a checkpoint that was lost before it")
    func lateFirstOffsets() async throws {
        try await simulate { world in
            try await Self.feed(world)
            let checkpoint = world.store("data/sales/_checkpoints/sales")
            let offsets = try ObjectPath("offsets/0")
            // A run dies once it has written them; the table has nothing of the batch.
            var text: Bytes?
            for step in 0... {
                try? await world.run(.availableNow, doom: Doom(step: step, .afterEffect))
                text = try await checkpoint.getIfPresent(offsets)?.bytes
                for object in try await checkpoint.listAll(prefix: "") {
                    try await checkpoint.delete(object.path)
                }
                if text != nil { break }
            }
            #expect(try await world.rows().isEmpty)
            _ = try await checkpoint.put(offsets, #require(text), mode: .create)
            try await world.run(.availableNow)
            #expect(try await world.rows() == Self.rows)
            #expect(Set(try await world.badRows()) == Set(Self.badRows))
        }
    }

    /// Takes everything out of the checkpoint and leaves the offsets of one batch.
    private static func leave(
        offsets batch: Int, _ text: Bytes, _ checkpoint: any ObjectStore
    ) async throws {
        for object in try await checkpoint.listAll(prefix: "") {
            try await checkpoint.delete(object.path)
        }
        _ = try await checkpoint.put(ObjectPath("offsets/\(batch)"), text, mode: .create)
    }

    @Test("ST-REC-06: offsets of a first batch land in a lost checkpoint; the table has it")
    func lateOffsetsOfCommittedBatch() async throws {
        try await simulate { world in
            try await world.write("1.ndjson", [#"{"id": 1, "amount": "1", "day": "mon"}"#])
            try await world.run(.availableNow)
            let checkpoint = world.store("data/sales/_checkpoints/sales")
            let text = try await checkpoint.get(ObjectPath("offsets/0"), range: nil).bytes
            try await Self.leave(offsets: 0, text, checkpoint)
            for file in 2...3 {
                try await world.write(
                    "\(file).ndjson", [#"{"id": \#(file), "amount": "1", "day": "mon"}"#])
            }
            try await world.run(.availableNow)
            #expect(try await world.rows() == ["1|1|mon", "2|1|mon", "3|1|mon"])
        }
    }

    @Test("ST-REC-06: offsets land in a checkpoint that was rebuilt; nothing came of the batch")
    func lateOffsetsBehindRebuild() async throws {
        try await simulate { world in
            try await world.write("1.ndjson", [#"{"id": 1, "amount": "1", "day": "mon"}"#])
            try await world.run(.availableNow)
            let checkpoint = world.store("data/sales/_checkpoints/sales")
            let text = try #require(
                try await checkpoint.get(ObjectPath("offsets/0"), range: nil).bytes.utf8String())
            for object in try await checkpoint.listAll(prefix: "") {
                try await checkpoint.delete(object.path)
            }
            try await world.run(.availableNow)
            let next = text.replacing("\"logOffset\":0", with: "\"logOffset\":1")
            #expect(next != text)
            _ = try await checkpoint.put(
                ObjectPath("offsets/1"), Bytes(utf8: next), mode: .create)
            for file in 2...3 {
                try await world.write(
                    "\(file).ndjson", [#"{"id": \#(file), "amount": "1", "day": "mon"}"#])
            }
            try await world.run(.availableNow)
            #expect(try await world.rows() == ["1|1|mon", "2|1|mon", "3|1|mon"])
        }
    }

    @Test("ST-REC-07: of runs that begin at once all are the same query")
    func oneIdentity() async throws {
        for seed in UInt64(0)..<40 {
            try await simulate(seed: seed) { world in
                try await Self.feed(world)
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        group.addTask { try? await world.run(.availableNow) }
                    }
                }
                try await world.run(.availableNow)
                #expect(try await world.rows() == Self.rows, "seed \(seed)")
                let queries = try await world.store("data/sales").listAll(prefix: "_lake/streams/")
                    .filter { $0.path.name == "query.json" }
                #expect(queries.count == 1, "seed \(seed)")
            }
        }
    }

    @Test("ST-SNK-03: two runs of one query with their own checkpoints: one of them stops")
    func twoCheckpoints() async throws {
        try await simulate { world in
            try await Self.feed(world)
            try await world.run(.availableNow)
            for file in 4..<9 {
                try await world.write(
                    "\(file).ndjson", [#"{"id": \#(file), "amount": "1", "day": "wed"}"#])
            }
            var other = StreamOptions()
            other.checkpoint = "elsewhere"
            let failures = await withTaskGroup(of: (any Error)?.self) { group in
                for options in [StreamOptions(), other] {
                    group.addTask {
                        do {
                            try await world.run(.availableNow, options: options)
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                var failures: [any Error] = []
                for await failure in group { if let failure { failures.append(failure) } }
                return failures
            }
            #expect(failures.count <= 1)
            try await world.run(.availableNow)
            let ids = try await world.rows().filter { $0.hasSuffix("wed") }
            #expect(ids == (4..<9).map { "\($0)|1|wed" })
        }
    }

    @Test("ST-SNK-04: a table that was made anew is not the query's table any more")
    func newTable() async throws {
        try await simulate { world in
            try await Self.feed(world)
            var options = StreamOptions()
            options.checkpoint = "checkpoint"
            try await world.run(.availableNow, options: options)
            let store = world.store("data/sales")
            for object in try await store.listAll(prefix: "") {
                try await store.delete(object.path)
            }
            let error = await #expect(throws: StreamingError.self) {
                try await world.run(.availableNow, options: options)
            }
            #expect(error?.code == .checkpointOfAnotherQuery)
        }
    }

    @Test("current_timestamp is the batch's time, also when the batch runs again")
    func batchTime() async throws {
        try await simulate { world in
            try await Self.feed(world)
            let sql = """
                CREATE STREAMING TABLE sales (id BIGINT, at TIMESTAMP) AS
                SELECT id, current_timestamp() AS at FROM STREAM orders
                """
            try await world.run(.once, sql: sql)
            let table = world.table()
            var times: Set<String> = []
            for try await batch in try await table.scan(columns: ["at"]) {
                for row in 0..<batch.count { times.insert("\(batch.row(row))") }
            }
            #expect(times.count == 1)
        }
    }

    @Test("a pipeline whose flow does not fit says so before anything is made")
    func misfit() async throws {
        try await simulate { world in
            try await Self.feed(world)
            await #expect(throws: (any Error).self) {
                try await world.run(
                    .once,
                    sql: "CREATE STREAMING TABLE sales AS SELECT nothing FROM STREAM orders")
            }
            #expect(try await world.table().exists() == false)
            #expect(throws: StreamingError.self) { try Pipeline(sql: "SELECT 1") }
            let unbound = await #expect(throws: StreamingError.self) {
                try await world.run(
                    .once, sql: "CREATE STREAMING TABLE t AS SELECT * FROM STREAM nowhere")
            }
            #expect(unbound?.code == .bindingInvalid)
        }
    }
}
