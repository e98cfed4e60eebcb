// How a contract says what was broken. Contracts throw rather than use a test framework, so that a
// tool can run them against a store in the field as well.

/// A clause of a contract that does not hold.
public struct ContractViolation: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }

    /// Throws unless `condition` holds.
    static func unless(
        _ condition: Bool, _ text: @autoclosure () -> String, line: Int = #line
    ) throws {
        guard !condition else { return }
        throw ContractViolation("\(text()) (clause at line \(line))")
    }

    /// Throws unless `found` is `expected`.
    static func unlessEqual<Value: Equatable>(
        _ found: Value, _ expected: Value, _ what: String, line: Int = #line
    ) throws {
        try unless(found == expected, "\(what): found \(found), expected \(expected)", line: line)
    }
}
