// Trees from text and back.

import BinaryIO

extension JSONValue {
    /// Parses `text` as one document.
    ///
    /// - Throws: the syntax error with its place.
    package init(parsing text: String) throws(JSONError) {
        var parser = JSONParser()
        let tokens = try parser.document(Bytes(utf8: text))
        self = tokens.root.value()
    }

    /// Compact JSON text: no white space, fields in order, numbers as they were spelt.
    package var text: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }
}
