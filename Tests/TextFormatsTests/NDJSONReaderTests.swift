import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite struct NDJSONReaderTests {
    private let schema = Schema([Field("a", .int64), Field("b", .string)])

    /// Rows and bad rows as text, whatever the chunks were.
    private func read(
        _ chunks: [Bytes], _ options: NDJSONOptions = NDJSONOptions()
    ) throws -> [String] {
        var reader = NDJSONReader(schema: schema, options: options)
        var results: [DecodedRows] = []
        for chunk in chunks { results += try reader.append(chunk) }
        if let last = try reader.finish() { results.append(last) }
        var rows: [String] = []
        for result in results {
            for row in 0..<result.batch.count { rows.append("\(result.batch.row(row))") }
            for bad in result.badRows {
                rows.append(
                    "\(bad.position.line) \(bad.position.byte) \(bad.code) \(bad.text.count)")
            }
        }
        return rows.sorted()
    }

    @Test("TF-LIN-01: the chunks that a file comes in do not show in its rows")
    func chunking() throws {
        let text =
            "\u{FEFF}{\"a\":1,\"b\":\"é\"}\r\n\n{\"a\":2}\n{\"a\":}\n[]\n{\"a\":3,\"b\":\"last\"}"
        let bytes = Bytes(utf8: text)
        let whole = try read([bytes])
        #expect(whole.count == 5)
        for cut in 0...bytes.count {
            #expect(try read([bytes[0..<cut], bytes[cut..<bytes.count]]) == whole)
        }
        #expect(try read((0..<bytes.count).map { bytes[$0..<($0 + 1)] }) == whole)
    }

    @Test("TF-LIN-02: a line beyond the limit is one bad row, however it arrives")
    func longLines() throws {
        var options = NDJSONOptions()
        options.limits.lineBytesMax = 20
        options.limits.badRowBytesMax = 8
        let long = "{\"b\":\"" + String(repeating: "x", count: 100) + "\"}"
        let bytes = Bytes(utf8: "{\"a\":1}\n\(long)\n{\"a\":2}\n\(long)")
        for size in [1, 7, 19, 50, 1000] {
            var chunks: [Bytes] = []
            var offset = 0
            while offset < bytes.count {
                chunks.append(bytes[offset..<min(offset + size, bytes.count)])
                offset += size
            }
            let rows = try read(chunks, options)
            #expect(rows.count == 4)
            #expect(
                rows.filter { $0.contains("tooLong 8") }.map { $0.prefix(5) } == ["2 8 t", "4 125"])
        }
    }

    @Test("text cut at every byte and with every bit flipped never traps, and no row is lost")
    func mutations() throws {
        let text = "{\"a\":1,\"b\":\"x\\u00e9\"}\n{\"a\":-2,\"b\":null}\n{\"a\":3,\"b\":\"é\"}\n"
        let bytes = Array(text.utf8)
        for count in 0...bytes.count { _ = try read([Bytes(Array(bytes[..<count]))]) }
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                let rows = try read([Bytes(changed)])
                #expect((2...4).contains(rows.count))
            }
        }
    }
}
