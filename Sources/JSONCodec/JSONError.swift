// The one error of this module. Syntax errors carry where they are; type errors carry the field.

/// Why JSON text could not be read or a value was not what the caller asked for.
package struct JSONError: Error, Equatable, Sendable {
    /// What went wrong. The first codes are the C tokenizer's, in its order.
    package enum Code: Int32, Sendable {
        case emptyInput = 1
        case unexpectedEnd = 2
        case expectedValue = 3
        case expectedKey = 4
        case expectedColon = 5
        case expectedComma = 6
        case trailingContent = 7
        case badNumber = 8
        case badLiteral = 9
        case badEscape = 10
        case loneSurrogate = 11
        case controlCharacter = 12
        case unclosedString = 13
        case invalidUTF8 = 14
        case tooDeep = 15
        case duplicateKey = 16
        case tooLarge = 17
        case outOfMemory = 18
        /// A value has another type than the caller asked for.
        case wrongType = 64
        /// A number does not fit the type that the caller asked for.
        case numberOutOfRange = 65
        /// A field that must be there is not.
        case missingField = 66
    }

    /// What the caller can do about it.
    package enum Recovery: Sendable {
        case fixInput, retry
    }

    package let code: Code
    /// Which value of which type was found or wanted; empty for syntax errors.
    package let detail: String
    /// Where, in bytes from the start of the input.
    package let offset: Int
    /// Where, as a line counted from 1.
    package let line: Int

    package init(code: Code, detail: String = "", offset: Int, line: Int) {
        self.code = code
        self.detail = detail
        self.offset = offset
        self.line = line
    }

    package var recovery: Recovery { code == .outOfMemory ? .retry : .fixInput }

    /// One sentence: what, where.
    package var message: String {
        let reason = detail.isEmpty ? code.reason : "\(code.reason): \(detail)"
        return "\(reason) (line \(line), byte \(offset))"
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String { message }
}

extension JSONError.Code {
    /// The reason in words, without a place.
    package var reason: String {
        switch self {
        case .emptyInput: "there is no JSON value"
        case .unexpectedEnd: "the JSON text ends in the middle of a value"
        case .expectedValue: "a JSON value is expected here"
        case .expectedKey: "a key in double quotes is expected here"
        case .expectedColon: "a colon is expected after the key"
        case .expectedComma: "a comma or a closing bracket is expected here"
        case .trailingContent: "there is more text behind the JSON value"
        case .badNumber: "this is not a JSON number"
        case .badLiteral: "only true, false and null may stand without quotes"
        case .badEscape: "this is not an escape of JSON"
        case .loneSurrogate: "half of a surrogate pair stands alone"
        case .controlCharacter: "a control character in a string must be escaped"
        case .unclosedString: "a string is not closed"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .tooDeep: "arrays and objects nest too deeply"
        case .duplicateKey: "an object has the same key twice"
        case .tooLarge: "the text is longer than the limit"
        case .outOfMemory: "there is no memory for the tokens"
        case .wrongType: "wrong type"
        case .numberOutOfRange: "the number does not fit"
        case .missingField: "a field is missing"
        }
    }
}
