import BinaryIO
import JSONCodec
import Testing

@Suite struct JSONLinesTests {
    /// Line number, and its compact text or its error, for every line.
    private func lines(_ bytes: Bytes, limits: JSONLimits = JSONLimits()) throws -> [String] {
        var parser = JSONParser(limits: limits)
        let tokens = try parser.lines(bytes)
        var rows: [String] = []
        for index in 0..<tokens.lines.count {
            let line = tokens.lines[index]
            if let error = tokens.error(of: line) {
                rows.append("\(line.number) \(error.code) @\(error.offset)")
            } else {
                let element = try tokens.element(of: line)
                rows.append("\(line.number) \(element.value().text)")
            }
        }
        return rows
    }

    private func lines(_ text: String) throws -> [String] { try lines(Bytes(utf8: text)) }

    @Test("blank lines are counted and left out, carriage returns are white space")
    func blankLines() throws {
        #expect(
            try lines("{\"a\":1}\r\n\r\n  \n[2]\n\n3") == ["0 {\"a\":1}", "3 [2]", "5 3"])
        #expect(try lines("") == [])
        #expect(try lines("\n\n") == [])
        #expect(try lines("1\n") == ["0 1"])
    }

    @Test("TF-JSON-05: a bad line costs only itself, whatever is wrong with it")
    func badLines() throws {
        let text = """
            {"a":1}
            {"a":
            {"a":2}
            {"a":1} {"a":2}
            nul
            {"b":"x\\ny"}
            """
        #expect(
            try lines(text) == [
                #"0 {"a":1}"#, "1 unexpectedEnd @13", #"2 {"a":2}"#, "3 trailingContent @30",
                "4 badLiteral @38", #"5 {"b":"x\ny"}"#,
            ])
    }

    @Test("an unclosed string or invalid UTF-8 does not reach into the next line")
    func textFaults() throws {
        let bytes = Bytes(
            Array("{\"a\":\"x\n{\"a\":\"y\"}\n\n{\"a\":\"".utf8) + [0xFF]
                + Array("\"}\n{\"a\":\"z\\\"\"}\n{\"a\":\"t\t\"}\n[\"u\"]".utf8))
        #expect(
            try lines(bytes) == [
                "0 unclosedString @5", #"1 {"a":"y"}"#, "3 invalidUTF8 @25",
                #"4 {"a":"z\""}"#, "5 controlCharacter @48", #"6 ["u"]"#,
            ])
    }

    @Test("a line longer than the limit is refused alone")
    func lineLimit() throws {
        var limits = JSONLimits()
        limits.lineBytesMax = 5
        let rows = ["0 [1]", "1 tooLarge @4", "2 [2]"]
        #expect(try lines(Bytes(utf8: "[1]\n[1,2,3]\n[2]"), limits: limits) == rows)
        #expect(
            try lines(Bytes(utf8: "[1]\n[1,\"2\n[2]"), limits: limits)
                == ["0 [1]", "1 unclosedString @7", "2 [2]"])
    }

    @Test("text cut at every byte, and with every bit of it flipped, never traps")
    func mutations() throws {
        let text = #"{"a":[1,-2.5e3,"x\u00e9\"",{"b":null}],"c":true}"# + "\n[\"é\"]\n"
        let bytes = Array(text.utf8)
        for count in 0...bytes.count {
            _ = try lines(Bytes(Array(bytes[..<count])))
        }
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                _ = try lines(Bytes(changed))
                var parser = JSONParser(refusesDuplicateKeys: true)
                if let tokens = try? parser.document(Bytes(changed)) {
                    _ = tokens.root.value()
                }
            }
        }
    }

    @Test("random bytes never trap, and every line is accounted for")
    func randomBytes() throws {
        let seed: UInt64 = 20_261_121
        var state = seed
        let alphabet =
            Array("{}[]:,\"\\ \n\r\t0123456789-+.eEtrufalsn".utf8) + [0, 0xC3, 0xA9, 0xFF]
        for round in 0..<2000 {
            let bytes = (0..<(round % 200)).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return alphabet[Int(state >> 33) % alphabet.count]
            }
            let rows = try lines(Bytes(bytes))
            let blank: Set<UInt8> = [0x20, 0x09, 0x0D]
            let filled = bytes.split(separator: 0x0A).filter { line in
                !line.allSatisfy { blank.contains($0) }
            }
            #expect(rows.count == filled.count, "seed \(seed), round \(round)")
        }
    }
}
