// What can be wrong with bytes, before anybody knows which format they are. Formats turn this
// into an error of their own that names the file and the structure.

/// A read that the bytes cannot satisfy.
package struct BinaryError: Error, Hashable, Sendable {
    /// What kind of defect was met.
    package enum Code: Hashable, Sendable {
        /// The bytes end before the value does.
        case truncated
        /// The value does not fit the type that was asked for.
        case outOfRange
        /// The bytes cannot be a value of this kind.
        case malformed
        /// A named limit would be exceeded.
        case limitExceeded
    }

    package let code: Code
    /// What was read, in words.
    package let message: String
    /// Where in the bytes the value starts.
    package let offset: Int

    package init(_ code: Code, _ message: String, offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}

extension BinaryError: CustomStringConvertible {
    package var description: String { "\(message) at byte \(offset)" }
}
