// The one error of this module: what stops a whole file. What is wrong with single rows is not
// an error but a `BadRow`, so that one bad line never stops a stream.

package import JSONCodec

/// Why a text file cannot be read at all.
package struct TextFormatError: Error, Sendable {
    package enum Code: Hashable, Sendable {
        /// The bytes are not a document of the format.
        case malformed
        /// A named limit would be exceeded.
        case limitExceeded
        /// A header does not fit the schema.
        case headerMismatch
        /// The schema has a type that the format cannot hold.
        case unsupportedType
    }

    /// What the caller can do about it.
    package enum Recovery: Sendable {
        case fixInput
    }

    package let code: Code
    package let message: String
    /// Where in the file, or nil.
    package let position: TextPosition?
    package let cause: JSONError?

    package init(
        _ code: Code, _ message: String, position: TextPosition? = nil, cause: JSONError? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.cause = cause
    }

    package var recovery: Recovery { .fixInput }
}

extension TextFormatError: CustomStringConvertible {
    package var description: String {
        guard let position else { return message }
        return "\(message) (line \(position.line), byte \(position.byte))"
    }
}
