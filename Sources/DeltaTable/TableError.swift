// What can go wrong with a verb on a table. Causes of the layers below are kept whole.

/// What a verb on a table could not do, where, and what to do about it.
public struct TableError: Error, Sendable, CustomStringConvertible {
    /// Kinds of failure; stable, unlike messages.
    public enum Code: String, Sendable, Hashable {
        /// There is no table at the place.
        case tableNotFound
        /// There is a table at the place already.
        case tableExists
        /// A version or a point in time that the table does not have, or no longer.
        case versionNotFound
        /// The table needs a feature that is not supported.
        case unsupportedFeature
        /// The log or a data file is not what it must be.
        case corrupt
        /// A version whose changes cannot be told: it has no change data feed.
        case changeDataMissing
        /// Rows do not fit the table's schema.
        case schemaMismatch
        /// A required column has a null.
        case nullViolation
        /// A row on which a constraint of the table is not true.
        case constraintViolated
        /// A name that the schema does not have.
        case columnNotFound
        /// The predicate or the expression is not valid.
        case invalidExpression
        /// A request that makes no sense, such as a negative retention.
        case invalidRequest
        /// A concurrent commit makes the operation impossible.
        case conflict
        /// Another run owns the application id.
        case applicationConflict
        /// Whether the commit happened is not known; the message says how to find out.
        case outcomeUnknown
        /// The store failed.
        case storage
        /// The table only takes appends.
        case appendOnly
    }

    /// What can be done.
    public enum Recovery: Sendable, Hashable {
        case retry
        case refreshAndRetry
        case fixInput
        case fatal
    }

    public var code: Code
    /// What happened, where, and the remedy.
    public var message: String
    /// The table.
    public var table: String?
    /// The column that it is about.
    public var column: String?
    /// The file that it is about, relative to the table.
    public var path: String?
    /// Names a commit whose outcome is not known.
    public var transactionID: String?
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var recovery: Recovery {
        switch code {
        case .storage: .retry
        case .conflict: .refreshAndRetry
        case .tableNotFound, .tableExists, .versionNotFound, .changeDataMissing, .schemaMismatch,
            .nullViolation, .constraintViolated, .columnNotFound, .invalidExpression,
            .invalidRequest, .appendOnly:
            .fixInput
        case .unsupportedFeature, .corrupt, .applicationConflict, .outcomeUnknown: .fatal
        }
    }

    public var description: String {
        var text = message
        if let table { text = "\(table): \(text)" }
        if let cause { text += ": \(cause)" }
        return text
    }

    /// The same error with the place, unless it is known already.
    func at(table: String? = nil, path: String? = nil, column: String? = nil) -> TableError {
        var copy = self
        copy.table = copy.table ?? table
        copy.path = copy.path ?? path
        copy.column = copy.column ?? column
        return copy
    }
}
