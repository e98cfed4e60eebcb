public import Expressions

/// What is wrong with a pipeline or a query.
public struct QueryError: Error, Hashable, Sendable {
    /// The kinds of error; the raw values are stable.
    public enum Code: String, Hashable, Sendable {
        /// The text is not SQL that we read.
        case syntax
        /// A construct that is SQL, but not supported yet; the message names it.
        case unsupported
        /// A construct of ours that Spark does not read.
        case notSparkCompatible
        /// Two statements that say different things about one name.
        case duplicate
        /// A name that nothing declares.
        case unknownName
        /// An expression that is wrong; `cause` says how.
        case expression
        /// A query's columns do not fit its table.
        case schemaMismatch
    }

    public typealias Recovery = ExpressionError.Recovery

    public let code: Code
    public let message: String
    /// The place in the SQL text, where it is known.
    public let position: SourcePosition?
    public let cause: ExpressionError?

    public init(
        _ code: Code, _ message: String, position: SourcePosition? = nil,
        cause: ExpressionError? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.cause = cause
    }

    /// An error of an expression or of the text around it.
    public init(_ error: ExpressionError) {
        let code: Code =
            switch error.code {
            case .syntax, .limitExceeded: .syntax
            case .unsupported: .unsupported
            default: .expression
            }
        self.init(code, error.message, position: error.position, cause: error)
    }

    /// The text has to change.
    public var recovery: Recovery { .fixInput }
}

extension QueryError: CustomStringConvertible {
    public var description: String {
        "\(position.map { "\($0): " } ?? "")\(message) [\(code.rawValue)]"
    }
}
