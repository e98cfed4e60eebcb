import BinaryIO
import JSONCodec
import Testing

@Suite struct JSONValueTests {
    @Test("a tree keeps the spelling of numbers and the order of fields")
    func losslessTree() throws {
        let text = #"{"z":1.10,"a":[1e2,-0,12345678901234567890],"":{"q":null},"u":"é/\"\\"}"#
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test("getters answer for their own type only")
    func getters() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":"x","c":true,"d":[2],"e":{"f":null}}"#)
        #expect(value["a"]?.int64 == 1)
        #expect(value["b"]?.string == "x")
        #expect(value["c"]?.bool == true)
        #expect(value["d"]?.array?.first?.int64 == 2)
        #expect(value["e"]?["f"] == .null)
        #expect(value["b"]?.int64 == nil)
        #expect(value["x"] == nil)
    }

    @Test("setting a field replaces it where it stands, appends or removes it")
    func settingFields() {
        var object = JSONObject([("a", .integer(1)), ("b", .integer(2))])
        object["a"] = .bool(true)
        object["c"] = .null
        object["b"] = nil
        #expect(JSONValue.object(object).text == #"{"a":true,"c":null}"#)
    }

    @Test("every character that must be escaped is, and no other")
    func escaping() {
        var writer = JSONWriter()
        writer.string("\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}é😀")
        #expect(writer.text == #""\u0000\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7F}é😀\"")
    }

    @Test("commas are put by the writer")
    func writer() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.integer(1)
        writer.beginArray()
        writer.endArray()
        writer.beginObject()
        writer.endObject()
        writer.double(.nan)
        writer.double(-.infinity)
        writer.null()
        writer.endArray()
        writer.key("b")
        writer.decimal(-1205, scale: 2)
        writer.key("c")
        writer.raw(#"{"x": 1}"#)
        writer.endObject()
        writer.newline()
        writer.bool(false)
        #expect(
            writer.text == #"{"a":[1,[],{},"NaN","-Infinity",null],"b":-12.05,"c":{"x": 1}}"#
                + "\nfalse")
        var nulls = JSONWriter(nonFinite: .null)
        nulls.double(.infinity)
        #expect(nulls.take().utf8String() == "null")
        #expect(nulls.bytes.isEmpty)
    }

    @Test("typed getters say what was wanted, what was found and where")
    func typeErrors() throws {
        var parser = JSONParser()
        let tokens = try parser.document(Bytes(utf8: "{\"a\":\n\"x\\n\"}"))
        var fields = try tokens.root.fields()
        let first = fields.next()?.value.index
        let field = try #require(first)
        let value = tokens.element(at: field)
        let error = #expect(throws: JSONError.self) { _ = try value.int64() }
        #expect(
            error?.message == "wrong type: expected an integer, found a string (line 2, byte 6)")
        #expect(throws: JSONError.self) { _ = try value.fields() }
        #expect(throws: JSONError.self) { _ = try value.bool() }
        #expect(try value.string() == "x\n")
    }

    @Test("numbers that do not fit are refused by their getters")
    func numberGetters() throws {
        var parser = JSONParser()
        let tokens = try parser.document(Bytes(utf8: "[2147483648,1.25,9223372036854775808]"))
        var elements = try tokens.root.elements()
        let bigIndex = elements.next()?.index
        let big = try #require(bigIndex)
        #expect(throws: JSONError.self) { _ = try tokens.element(at: big).int32() }
        #expect(try tokens.element(at: big).int64() == 2_147_483_648)
        let fractionIndex = elements.next()?.index
        let fraction = try #require(fractionIndex)
        #expect(throws: JSONError.self) { _ = try tokens.element(at: fraction).int64() }
        #expect(try tokens.element(at: fraction).decimal(precision: 5, scale: 3) == 1250)
        let hugeIndex = elements.next()?.index
        let huge = try #require(hugeIndex)
        #expect(throws: JSONError.self) { _ = try tokens.element(at: huge).int64() }
    }

    @Test("maps and arrays of strings are read whole, null values as nil")
    func stringMaps() throws {
        var parser = JSONParser()
        let map = try parser.document(Bytes(utf8: #"{"day":"2026-11-20","x":null}"#))
        let pairs = try map.root.stringMap()
        #expect(pairs.map(\.key) == ["day", "x"])
        #expect(pairs.map(\.value) == ["2026-11-20", nil])
        let list = try parser.document(Bytes(utf8: #"["a","b"]"#))
        #expect(try list.root.stringArray() == ["a", "b"])
    }
}
