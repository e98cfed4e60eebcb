// Nested rows damaged in every way that is cheap to try: nothing may trap, every row is either
// good or told, and what is good is well formed.

import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite struct DamagedInputTests {
    private let schema = Schema([
        Field("id", .int64, nullable: false),
        Field("tags", .list(Field("element", .string, nullable: false))),
        Field(
            "map",
            .map(key: Field("key", .string, nullable: false), value: Field("value", .float64))),
        Field("at", .struct([Field("day", .date, nullable: false), Field("bin", .binary)])),
    ])
    private let text = """
        {"id":1,"tags":["a","b\\u00e9"],"map":{"x":1.5,"y":null},"at":{"day":"2026-11-20"}}
        {"id":2,"tags":[],"map":[{"key":"k","value":"NaN"}],"at":{"day":"1970-01-01","bin":"AA=="}}

        """

    /// Decodes as lines and as a document, encodes what is good, and counts the rows.
    private func rows(_ bytes: [UInt8]) throws -> Int {
        var decoder = NDJSONDecoder(schema: schema)
        let rows = try decoder.decode(lines: Bytes(bytes))
        let written = NDJSONEncoder(schema: schema).encode(rows.batch)
        let again = try decoder.decode(lines: written)
        #expect(again.badRows.isEmpty)
        #expect(again.batch.count == rows.batch.count)
        _ = TableFormatter(schema: schema).format([rows.batch])
        _ = CSVEncoder(schema: schema).encode(rows.batch)
        _ = try? decoder.decode(document: Bytes(bytes))
        var inference = JSONSchemaInference()
        try? inference.add(lines: Bytes(bytes))
        return rows.batch.count + rows.badRows.count
    }

    @Test("rows cut at every byte never trap")
    func truncation() throws {
        let bytes = Array(text.utf8)
        #expect(try rows(bytes) == 2)
        for count in bytes.indices { #expect(try rows(Array(bytes[..<count])) <= 2) }
    }

    @Test("rows with any bit flipped never trap")
    func bitFlips() throws {
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                #expect((1...3).contains(try rows(changed)))
            }
        }
    }

    @Test("rows with pieces of each other never trap")
    func splices() throws {
        let seed: UInt64 = 99
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let bytes = Array(text.utf8)
        for round in 0..<1000 {
            var changed = bytes
            for _ in 0...next(3) {
                let from = next(bytes.count)
                let piece = bytes[from..<min(from + 1 + next(20), bytes.count)]
                let place = next(changed.count)
                let end = min(place + next(20), changed.count)
                changed.replaceSubrange(place..<end, with: piece)
            }
            #expect(try rows(changed) <= 8, "seed \(seed), round \(round)")
        }
    }
}
