/// What is wrong with an expression, or with a value that it met.
public struct ExpressionError: Error, Hashable, Sendable {
    /// The kinds of error; the raw values are stable and, where Spark has the same condition,
    /// close to its name.
    public enum Code: String, Hashable, Sendable {
        /// The text is not SQL that we read.
        case syntax
        /// The text is SQL, but has a construct that is not supported.
        case unsupported
        /// A named limit was passed.
        case limitExceeded
        case unknownColumn
        case ambiguousColumn
        case unknownFunction
        case wrongArgumentCount
        case typeMismatch
        case unknownTimeZone
        /// A result that its type cannot hold.
        case numericOverflow
        case divideByZero
        /// Text or a value that cannot be cast to the type asked for.
        case invalidCast
        /// A function argument outside of what the function takes.
        case invalidArgument
        /// Null where a column must have a value.
        case nullViolation
        /// A list position outside of the list.
        case indexOutOfBounds
    }

    /// What a caller can do about it.
    public enum Recovery: Hashable, Sendable {
        case retry, refreshAndRetry, fixInput, fatal
    }

    public let code: Code
    public let message: String
    /// The place in the SQL text, where it is known.
    public let position: SourcePosition?
    /// The row of the batch that met it, for errors of values.
    public let row: Int?

    public init(
        _ code: Code, _ message: String, position: SourcePosition? = nil, row: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.row = row
    }

    /// Either the expression or the data has to change.
    public var recovery: Recovery { .fixInput }

    /// The same error about a row of an outer batch.
    func at(row: Int) -> ExpressionError {
        ExpressionError(code, message, position: position, row: row)
    }
}

extension ExpressionError: CustomStringConvertible {
    public var description: String {
        let place = position.map { "\($0): " } ?? ""
        let row = row.map { " (row \($0))" } ?? ""
        return "\(place)\(message)\(row) [\(code.rawValue)]"
    }
}
