// What a piece of text is, for inference. Only text that a decoder of that type reads without
// loss counts as that type.

import JSONCodec

enum TextClassifier {
    /// The kind of a JSON number.
    static func number(_ text: Span<UInt8>, isInteger: Bool) -> InferredType.Kinds {
        guard isInteger else { return .float64 }
        if JSONNumber.int64(text) != nil { return .int64 }
        if JSONNumber.decimal(text, precision: 38, scale: 0) != nil { return .wideInteger }
        return .float64
    }

    /// The kind of a JSON string.
    static func string(_ text: Span<UInt8>) -> InferredType.Kinds {
        guard text.count >= 10, text[0] &- UInt8(ascii: "0") < 10 else { return .string }
        if TimeText.date(text) != nil { return .date }
        // A timestamp without a time of day is a date; with text of both kinds both are read.
        return TimeText.timestamp(text) != nil ? .timestamp : .string
    }

    /// The kind of a CSV field.
    static func bare(_ text: Span<UInt8>) -> InferredType.Kinds {
        guard text.count > 0 else { return .string }
        let first = text[0]
        if first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-") {
            if let kind = bareNumber(text) { return kind }
            return string(text)
        }
        let word = JSONText(octets: text)
        if word == "NaN" || word == "Infinity" { return .float64 }
        let isBoolean =
            word == "true" || word == "false" || word == "True" || word == "False"
            || word == "TRUE" || word == "FALSE"
        return isBoolean ? .boolean : .string
    }

    /// The kind of text that is spelt as a JSON number. Leading zeros are not: such text is a
    /// code, not a quantity, and a number would lose them.
    private static func bareNumber(_ text: Span<UInt8>) -> InferredType.Kinds? {
        let word = JSONText(octets: text)
        if word == "-Infinity" { return .float64 }
        let start = text[0] == UInt8(ascii: "-") ? 1 : 0
        if text.count > start + 1, text[start] == UInt8(ascii: "0"),
            text[start + 1] &- UInt8(ascii: "0") < 10
        {
            return nil
        }
        var isInteger = text.count > start
        for index in start..<text.count where text[index] &- UInt8(ascii: "0") >= 10 {
            isInteger = false
        }
        if isInteger { return number(text, isInteger: true) }
        return JSONNumber.double(text) == nil ? nil : .float64
    }
}
