import BinaryIO
import Columnar
import Compression
import HostEnvironment
import ObjectStorage
import Parquet
import Streaming
import Testing

@Suite struct SourceFormatTests {
    private func simulate(
        _ body: @escaping @Sendable (TableFixture) async throws -> Void
    ) async throws {
        try await HostEnvironment.simulated(seed: 11).run { environment in
            try await body(TableFixture(environment))
        }
    }

    private static let wanted = ["1|10|mon", "2|20|tue"]

    private func put(_ world: TableFixture, _ name: String, _ bytes: Bytes) async throws {
        _ = try await world.store("incoming").put(try ObjectPath(name), bytes, mode: .overwrite)
    }

    @Test("ST-FMT-01: CSV by its header, quoted line ends included; lines of bad records are right")
    func csv() async throws {
        try await simulate { world in
            try await put(
                world, "a.csv",
                Bytes(
                    utf8: "day,id,amount\n\"mon\",1,10\n\"x\ny\",2,oops\nz,three,3\ntue,2,20\n"))
            try await world.run(.once)
            #expect(try await world.rows() == Self.wanted)
            #expect(
                try await world.badRows().map { $0.split(separator: "|").prefix(3) }
                    == [["a.csv", "5", "wrong_type"], ["a.csv", "null", "invalidCast"]])
        }
    }

    @Test("ST-FMT-02: gzip and zstd are seen from the names, whatever the size of the pieces")
    func compressed() async throws {
        try await simulate { world in
            let lines = (0..<50_000).map { "{\"id\": \($0), \"amount\": \"1\", \"day\": \"d\"}\n" }
            let text = Bytes(utf8: lines.joined())
            let compressor = Compressor(codec: .zstd)
            var output = ByteWriter()
            try compressor.compress(text.span, into: &output)
            try await put(world, "a.ndjson.zst", output.finish())
            try await world.run(.once)
            #expect(try await world.rows().count == 50_000)
            #expect(Set(try await world.rows()).count == 50_000)
        }
    }

    @Test("ST-FMT-03: Parquet columns are matched by name; narrower types are widened")
    func parquet() async throws {
        try await simulate { world in
            let schema = Schema([
                Field("extra", .boolean), Field("id", .int32), Field("amount", .string),
                Field("day", .string),
            ])
            let batch = RecordBatch(
                schema: schema,
                columns: [
                    ColumnArray(scalars: [.boolean(true), .null], type: .boolean),
                    ColumnArray(scalars: [.int32(1), .int32(2)], type: .int32),
                    ColumnArray(scalars: [.string("10"), .string("20")], type: .string),
                    ColumnArray(scalars: [.string("mon"), .string("tue")], type: .string),
                ], count: 2)
            var encoder = try ParquetEncoder(schema: schema)
            try encoder.append(batch)
            _ = try encoder.finish()
            try await put(world, "a.parquet", Bytes(joining: encoder.takeBytes()))
            try await world.run(.once)
            #expect(try await world.rows() == Self.wanted)
        }
    }

    @Test(
        "ST-FMT-04: a damaged file stops the stream and is named, or becomes a bad record",
        arguments: ["a.parquet", "a.ndjson.gz", "a.ndjson.zst"])
    func damaged(name: String) async throws {
        try await simulate { world in
            try await put(world, name, Bytes(utf8: "this is not what it says it is"))
            let error = await #expect(throws: StreamingError.self) {
                try await world.run(.once)
            }
            #expect(error?.code == .sourceCorrupt)
            #expect(error?.path == name)
            #expect(try await world.rows() == [])
            try await world.write(
                "b.ndjson", [#"{"id": 1, "amount": "10", "day": "mon"}"#])
            try await world.run(.availableNow, sourceOptions: ["ignoreCorruptFiles": "true"])
            if name.hasSuffix("parquet") {
                #expect(try await world.rows() == [])
            } else {
                #expect(try await world.rows() == ["1|10|mon"])
            }
            #expect(try await world.badRows().count == 1)
        }
    }

    @Test("an unknown option of a source is refused by name")
    func unknownOption() async throws {
        try await simulate { world in
            let error = await #expect(throws: StreamingError.self) {
                try await world.run(.once, sourceOptions: ["maxFilePerTrigger": "1"])
            }
            #expect(error?.code == .bindingInvalid)
            #expect(error?.message.contains("maxFilePerTrigger") == true)
        }
    }

    @Test("ST-FMT-05: columns that nobody gave are inferred, told, and kept for later runs")
    func inferred() async throws {
        try await simulate { world in
            try await world.write(
                "a.ndjson", [#"{"id": 1, "amount": "10", "day": "mon"}"#])
            try await world.run(.once, schema: nil)
            #expect(world.notices.withLock { $0.contains { $0.contains("columns inferred") } })
            world.notices.withLock { $0 = [] }
            // Without what was kept, `amount` would be a number now.
            try await world.write("b.ndjson", [#"{"id": 2, "amount": "20", "day": "tue"}"#])
            try await world.run(.once, schema: nil)
            #expect(try await world.rows() == Self.wanted)
            #expect(!world.notices.withLock { $0.contains { $0.contains("columns inferred") } })
        }
    }

    @Test("ST-FMT-05: a stream without data and without columns waits; one that is to end ends")
    func nothingYet() async throws {
        try await simulate { world in
            try await world.run(.availableNow, schema: nil)
            #expect(world.notices.withLock { $0.contains { $0.contains("nothing to read") } })
            let task = world.environment.spawn {
                try await world.run(.asSoonAsPossible, schema: nil)
            }
            try await world.environment.sleep(for: .seconds(3))
            try await world.write(
                "a.ndjson", [#"{"id": 1, "amount": "10", "day": "mon"}"#])
            try await world.environment.sleep(for: .seconds(3))
            task.cancel()
            try await task.value
            #expect(try await world.rows() == ["1|10|mon"])
        }
    }

    @Test("ST-PRG-03: the status of a stream is what its checkpoint says")
    func status() async throws {
        try await simulate { world in
            try await world.write(
                "a.ndjson", [#"{"id": 1, "amount": "10", "day": "mon"}"#])
            try await world.run(.once)
            let status = try await StreamStatus.read(
                CheckpointDirectory(
                    store: world.store("data/sales/_checkpoints/sales"), name: "checkpoint"))
            #expect(status.name == "sales")
            #expect(status.lastBatch == 0)
            #expect(status.lastCommitted == 0)
            #expect(status.sources.map(\.description) == ["FolderSource[incoming]"])
            #expect(status.sources.map(\.offset) == [#"{"logOffset":0}"#])
            #expect(status.progress?.contains(#""numInputRows":1"#) == true)
            #expect(status.text.contains("FolderSource[incoming]"))
            let empty = CheckpointDirectory(store: world.store("empty"), name: "empty")
            await #expect(throws: StreamingError.self) { try await StreamStatus.read(empty) }
        }
    }
}
