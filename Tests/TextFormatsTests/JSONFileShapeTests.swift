import BinaryIO
import Testing
import TextFormats

@Suite struct JSONFileShapeTests {
    @Test(
        "the first bytes of a JSON file tell lines from a document",
        arguments: [
            ("", JSONFileShape.lines), ("{\"a\":1}", .lines), ("{\"a\":1}\n{\"a\":2}\n", .lines),
            ("\u{FEFF}\n\n {\"a\":{}}\r\n", .lines), ("{\"a\": cut", .lines),
            ("{\"a\":1} x\n{}", .lines),
            ("[{\"a\":1}]", .document), (" \n[\n", .document), ("{\n  \"a\": 1\n}\n", .document),
            ("{\"type\":\"x\",\"features\":[{\"a\":1},\n{\"a\":2}]}", .document),
        ])
    func shapes(text: String, expected: JSONFileShape) {
        #expect(JSONFileShape(startingWith: Bytes(utf8: text)) == expected)
    }
}
