// Real files. The expected numbers were computed with Python's json and csv modules.

import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite(.enabled(if: SharedData.isPresent, "the shared data is not beside the project"))
struct SharedDataTests {
    private func sum(_ column: ColumnArray?, dividedBy unit: Int = 1) -> Int {
        switch column?.storage {
        case .int64(let values): values.array().reduce(0) { $0 + Int($1) / unit }
        case .int32(let values): values.array().reduce(0) { $0 + Int($1) / unit }
        default: 0
        }
    }

    private func seconds(_ column: ColumnArray?) -> Int { sum(column, dividedBy: 1_000_000) }

    @Test("the commits read as Python reads them")
    func commits() throws {
        let schema = Schema([
            Field("repo", .string), Field("id", .string), Field("author", .string),
            Field("authored_at", .timestamp), Field("committed_at", .timestamp),
            Field("parents", .int32), Field("subject", .string),
        ])
        let bytes = try SharedData.read("commits.ndjson.zst")
        var reader = NDJSONReader(schema: schema)
        var batches: [RecordBatch] = []
        var offset = 0
        while offset < bytes.count {
            let end = min(offset + 1_000_003, bytes.count)
            for rows in try reader.append(bytes[offset..<end]) {
                #expect(rows.badRows.isEmpty)
                batches.append(rows.batch)
            }
            offset = end
        }
        if let rows = try reader.finish() { batches.append(rows.batch) }
        let all = RecordBatch.concatenate(batches)
        #expect(all.count == 189_769)
        #expect(sum(all.column("parents")) == 215_393)
        #expect(seconds(all.column("authored_at")) == 319_058_158_351_924)
        #expect(seconds(all.column("committed_at")) == 319_082_844_130_135)
        #expect(
            all.row(12_345) == [
                .string("apache/arrow"), .string("dea6ced4b65418166f616f2d962ef45d60ce8899"),
                .string("1859f095629b"), .timestamp(1_531_712_963_000_000),
                .timestamp(1_531_712_963_000_000), .int32(1),
                .string("ARROW-2841: [Go] support building in forks"),
            ])
        #expect(all.row(555)[6] == .string("Revert \"Clarify based on comments\""))
        guard case .views(let subjects) = all.columns[6].storage else { return }
        let bytesOfSubjects = subjects.views.array().reduce(0) { $0 + $1.count }
        #expect(bytesOfSubjects == 9_115_138)
    }

    @Test("the flights read as Python reads them")
    func flights() throws {
        let schema = Schema([
            Field("date", .string), Field("delay", .int64), Field("distance", .int64),
            Field("origin", .string), Field("destination", .string),
        ])
        var decoder = NDJSONDecoder(schema: schema)
        let rows = try decoder.decode(lines: try SharedData.read("flights-20k.ndjson"))
        #expect(rows.badRows.isEmpty)
        #expect(rows.batch.count == 20_000)
        #expect(sum(rows.batch.column("delay")) == 154_078)
        #expect(sum(rows.batch.column("distance")) == 14_476_934)
        #expect(
            rows.batch.row(19_999) == [
                .string("2001/03/31 22:27"), .int64(-9), .int64(83), .string("CLT"), .string("GSO"),
            ])
    }

    @Test("a document of one object is one row with its nested lists")
    func earthquakes() throws {
        let feature = DataType.struct([
            Field("id", .string),
            Field(
                "properties",
                .struct([Field("mag", .float64), Field("place", .string), Field("felt", .int32)])),
            Field(
                "geometry",
                .struct([Field("coordinates", .list(Field("element", .float64)))])),
        ])
        let schema = Schema([Field("features", .list(Field("element", feature)))])
        var decoder = NDJSONDecoder(schema: schema)
        let rows = try decoder.decode(document: try SharedData.read("earthquakes.json"))
        #expect(rows.badRows.isEmpty)
        #expect(rows.batch.count == 1)
        guard case .list(let features) = rows.batch.row(0)[0] else {
            Issue.record("features is not a list")
            return
        }
        #expect(features.count == 1707)
        #expect(
            features[5]
                == .struct([
                    .string("ak18384036"),
                    .struct([.float64(1.7), .string("32km W of Healy, Alaska"), .null]),
                    .struct([.list([.float64(-149.6259), .float64(63.8969), .float64(140.3)])]),
                ]))
        var magnitudes = 0.0
        var unfelt = 0
        for case .struct(let fields) in features {
            guard case .struct(let properties) = fields[1] else { continue }
            if case .float64(let magnitude) = properties[0] { magnitudes += magnitude }
            if properties[2] == .null { unfelt += 1 }
        }
        #expect(abs(magnitudes - 2616.39) < 1e-6)
        #expect(unfelt == 1580)
    }

    private func readCSV(_ name: String, _ schema: Schema) throws -> RecordBatch {
        let bytes = try SharedData.read(name)
        var reader = try CSVReader(schema: schema)
        var batches: [RecordBatch] = []
        var offset = 0
        while offset < bytes.count {
            let end = min(offset + 100_003, bytes.count)
            let rows = try reader.append(bytes[offset..<end])
            #expect(rows.badRows.isEmpty)
            batches.append(rows.batch)
            offset = end
        }
        batches.append(try reader.finish().batch)
        return RecordBatch.concatenate(batches)
    }

    @Test("the bird strikes read as Python reads them")
    func birdStrikes() throws {
        let schema = Schema([
            Field("Airport Name", .string), Field("Flight Date", .date),
            Field("Cost Total $", .int64), Field("Speed IAS in knots", .int32),
        ])
        let batch = try readCSV("birdstrikes.csv", schema)
        #expect(batch.count == 10_000)
        #expect(sum(batch.column("Cost Total $")) == 40_545_276)
        #expect(batch.column("Speed IAS in knots")?.nullCount == 2836)
        #expect(sum(batch.column("Speed IAS in knots")) == 1_099_926)
        #expect(sum(batch.column("Flight Date")) == 99_404_738)
    }

    @Test("the airports read as Python reads them, quoted names too")
    func airports() throws {
        let schema = Schema([
            Field("iata", .string), Field("name", .string), Field("latitude", .float64),
        ])
        let batch = try readCSV("airports.csv", schema)
        #expect(batch.count == 3376)
        guard case .float64(let latitudes) = batch.columns[2].storage else { return }
        #expect(abs(latitudes.array().reduce(0, +) - 135_077.84146142966) < 1e-6)
        #expect(batch.row(2000) == [.string("KVL"), .string("Kivalina"), .float64(67.73125333)])
        let savage = batch.columns[1].scalars().contains(.string("Dr. C.P. Savage, Sr."))
        #expect(savage)
    }
}
