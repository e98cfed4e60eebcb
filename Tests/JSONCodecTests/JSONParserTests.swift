import BinaryIO
import JSONCodec
import Testing

@Suite struct JSONParserTests {
    private func code(_ text: String, duplicates: Bool = false) -> JSONError.Code? {
        var parser = JSONParser(refusesDuplicateKeys: duplicates)
        do {
            _ = try parser.document(Bytes(utf8: text))
            return nil
        } catch {
            return error.code
        }
    }

    @Test("tokens have the layout that C writes")
    func layout() {
        #expect(MemoryLayout<JSONToken>.size == 16)
        #expect(MemoryLayout<JSONLine>.size == 32)
        #expect(JSONTokenKind.null.rawValue == 0)
        #expect(JSONTokenKind.object.rawValue == 7)
    }

    @Test("fields are walked in order, unescaped, with typed values")
    func fields() throws {
        var parser = JSONParser()
        let text = #" {"a":1,"b\n":[true,null,"x\u00e9\ud83d\ude00"],"c":{"d":-2.5e1},"e":""} "#
        let tokens = try parser.document(Bytes(utf8: text))
        var names: [String] = []
        var fields = try tokens.root.fields()
        while let field = fields.next() {
            names.append(field.name.string())
            switch field.name {
            case "a":
                let number = try field.value.int64()
                #expect(number == 1)
                #expect(field.value.offset == 6)
            case "b\n":
                var raw: [String] = []
                var elements = try field.value.elements()
                while let element = elements.next() {
                    raw.append(element.rawString())
                    if element.kind == .string {
                        let text = try element.string()
                        #expect(text == "xé😀")
                    }
                }
                #expect(raw == ["true", "null", #""x\u00e9\ud83d\ude00""#])
            case "c":
                #expect(field.value.rawString() == #"{"d":-2.5e1}"#)
                var inner = try field.value.fields()
                while let field = inner.next() {
                    let number = try field.value.double()
                    #expect(number == -25)
                }
            default:
                let text = try field.value.string()
                #expect(text.isEmpty)
                #expect(field.value.rawString() == #""""#)
            }
        }
        #expect(names == ["a", "b\n", "c", "e"])
    }

    @Test(
        "TF-JSON-01: text that is not JSON is refused with its reason",
        arguments: [
            ("", JSONError.Code.emptyInput), ("  \n", .emptyInput), ("{", .unexpectedEnd),
            ("[1", .unexpectedEnd), (#"{"a""#, .unexpectedEnd), (#"{"a":"#, .unexpectedEnd),
            ("[1,]", .expectedValue), (#"{"a":}"#, .expectedValue), ("]", .expectedValue),
            ("{1:2}", .expectedKey), (#"{"a":1,}"#, .expectedKey), (#"{"a" 1}"#, .expectedColon),
            ("[1 2]", .expectedComma), (#"{"a":1 "b":2}"#, .expectedComma), ("[1}", .expectedComma),
            ("1 2", .trailingContent), ("{} x", .trailingContent), ("[]]", .trailingContent),
            ("01", .badNumber), ("-", .badNumber), ("1.", .badNumber), ("1e", .badNumber),
            ("1x", .badNumber), ("-a", .badNumber), ("[1\u{0C}]", .badNumber),
            ("tru", .badLiteral), ("truex", .badLiteral), ("nulL", .badLiteral),
            (#"true"a""#, .badLiteral), (#"1"a""#, .badNumber), (#""a"1"#, .trailingContent),
            (#""\x""#, .badEscape), (#""\u12g4""#, .badEscape), (#""\ud800""#, .loneSurrogate),
            (#""\ud800\u0041""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate),
            ("\"a\tb\"", .controlCharacter), ("[\"a\nb\"]", .controlCharacter),
            (#""a"#, .unclosedString), (#"["a\"]"#, .unclosedString), (#"\"a""#, .expectedValue),
            ("+1", .expectedValue), (".5", .expectedValue), ("NaN", .expectedValue),
            ("'a'", .expectedValue), ("[1,\u{1A}2]", .expectedValue),
        ])
    func refusals(text: String, expected: JSONError.Code) {
        #expect(code(text) == expected)
    }

    @Test(
        "bytes that are not UTF-8 are refused where they are",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        var parser = JSONParser()
        let input = Bytes(Array("{\"a\":\n\"bc".utf8) + bytes + Array("\"}".utf8))
        let error = #expect(throws: JSONError.self) { _ = try parser.document(input) }
        #expect(error?.code == .invalidUTF8)
        #expect(error?.offset == 9)
        #expect(error?.line == 2)
    }

    @Test("an error names its byte and line")
    func errorPlace() {
        var parser = JSONParser()
        let error = #expect(throws: JSONError.self) {
            _ = try parser.document(Bytes(utf8: "{\n\"a\": 1,\n\"b\": tru\n}"))
        }
        #expect(error == JSONError(code: .badLiteral, offset: 15, line: 3))
    }

    @Test("TF-JSON-02: nesting is allowed up to the limit and refused beyond")
    func depth() throws {
        let nested = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(code(nested(128)) == nil)
        #expect(code(nested(129)) == .tooDeep)
        #expect(code(String(repeating: "[", count: 1_000_000)) == .tooDeep)
        #expect(code(String(repeating: "{\"a\":", count: 1_000_000)) == .tooDeep)
    }

    @Test("TF-JSON-04: the same key twice is refused on request, however it is spelt")
    func duplicateKeys() {
        #expect(code(#"{"path":"a","path":"b"}"#) == nil)
        #expect(code(#"{"path":"a","path":"b"}"#, duplicates: true) == .duplicateKey)
        #expect(code(#"{"path":"a","p\u0061th":"b"}"#, duplicates: true) == .duplicateKey)
        #expect(code(#"{"a":{"b":1,"c":2,"b":3}}"#, duplicates: true) == .duplicateKey)
        #expect(code(#"{"a":{"a":1},"b":{"a":1},"ab":1,"ba":2}"#, duplicates: true) == nil)
        let many = (0..<1000).map { "\"k\($0)\":{\"x\":\($0)}" }.joined(separator: ",")
        #expect(code("{\(many)}", duplicates: true) == nil)
        #expect(code("{\(many),\"k17\":0}", duplicates: true) == .duplicateKey)
    }

    @Test("a document longer than the limit is refused")
    func inputLimit() {
        var limits = JSONLimits()
        limits.inputBytesMax = 4
        var parser = JSONParser(limits: limits)
        #expect(throws: JSONError(code: .tooLarge, offset: 0, line: 1)) {
            _ = try parser.document(Bytes(utf8: "[1,2]"))
        }
    }

    @Test("a byte order mark before the value is skipped")
    func byteOrderMark() throws {
        var parser = JSONParser()
        let bytes = Bytes([0xEF, 0xBB, 0xBF] + Array("[7]".utf8))
        let document = try parser.document(bytes)
        #expect(document.root.value() == .array([.number("7")]))
        let lines = try parser.lines(bytes.withoutByteOrderMark)
        #expect(lines.lines.count == 1)
        #expect(lines.lines[0].errorCode == 0)
        #expect(throws: JSONError.self) { _ = try parser.document(Bytes([0xEF, 0xBB, 0xBF])) }
    }

    @Test("a result stays what it was while its parser goes on")
    func resultsAreValues() throws {
        var parser = JSONParser()
        let first = try parser.document(Bytes(utf8: #"{"a":"one\n"}"#))
        let second = try parser.document(Bytes(utf8: #"[1,2,3,4,5,6]"#))
        var copy = parser
        let third = try copy.document(Bytes(utf8: "true"))
        #expect(first.root.value().text == #"{"a":"one\n"}"#)
        #expect(second.root.value().text == "[1,2,3,4,5,6]")
        #expect(third.root.value() == .bool(true))
    }
}
