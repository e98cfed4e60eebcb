// What can be wrong with the words of the Delta protocol: an action, a schema, a path, a value,
// a feature that is not supported. Whoever knows the file and the version adds them.

/// A defect of, or an unsupported demand by, something that a Delta log says.
package struct DeltaProtocolError: Error, Hashable, Sendable {
    /// Kinds of failure; stable, unlike messages.
    package enum Code: Hashable, Sendable {
        /// A line of a commit, a row of a checkpoint or a statistics text is not what it must be.
        case corruptAction
        /// One commit holds two actions that reconcile with each other.
        case reconcilingActions
        /// The schema text cannot be read, or breaks a rule of schemas.
        case corruptSchema
        /// The schema names a type that is not supported.
        case unsupportedType
        /// The table needs a feature that is not supported.
        case unsupportedTableFeature
        /// A path has a form that no file of a table may have.
        case invalidPath
        /// A path leads outside the table.
        case externalPath
        /// A partition value is not a value of its column's type.
        case invalidPartitionValue
        /// A value of the type `variant` is not what it must be.
        case corruptVariant
        /// A table property has a value that cannot be read.
        case invalidProperty
        /// A named limit would be exceeded.
        case limitExceeded
    }

    /// What can be done.
    package enum Recovery: Hashable, Sendable {
        case fixInput
        case fatal
    }

    /// Where it went wrong, as far as it is known.
    package struct Context: Hashable, Sendable {
        /// The file, relative to the table.
        package var path: String?
        /// The table version.
        package var version: TableVersion?
        /// The line of the commit, from 1.
        package var line: Int?
        /// The column.
        package var column: String?
        /// The table feature, in the protocol's spelling.
        package var feature: String?

        package init() {}
    }

    package var code: Code
    package var message: String
    package var context: Context

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
        self.context = Context()
    }

    package var recovery: Recovery {
        switch code {
        case .corruptAction, .reconcilingActions, .corruptSchema, .corruptVariant: .fatal
        case .unsupportedType, .unsupportedTableFeature, .limitExceeded: .fatal
        case .invalidPath, .externalPath, .invalidPartitionValue, .invalidProperty: .fixInput
        }
    }

    /// The same error with more of the place known; what is known already stays.
    package func at(
        path: String? = nil, version: TableVersion? = nil, line: Int? = nil, column: String? = nil
    ) -> DeltaProtocolError {
        var copy = self
        copy.context.path = copy.context.path ?? path
        copy.context.version = copy.context.version ?? version
        copy.context.line = copy.context.line ?? line
        copy.context.column = copy.context.column ?? column
        return copy
    }

    static func unsupportedFeature(_ name: String, _ message: String) -> DeltaProtocolError {
        var error = DeltaProtocolError(.unsupportedTableFeature, message)
        error.context.feature = name
        return error
    }
}

extension DeltaProtocolError: CustomStringConvertible {
    package var description: String {
        var place: [String] = []
        if let path = context.path { place.append(path) }
        if let line = context.line { place.append("line \(line)") }
        if let column = context.column { place.append("column \(column)") }
        if let version = context.version, context.path == nil { place.append("version \(version)") }
        return place.isEmpty ? message : "\(message) (\(place.joined(separator: ", ")))"
    }
}
