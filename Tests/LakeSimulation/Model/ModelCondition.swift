/// A condition on rows that a simpler mind can decide.
enum ModelCondition: Sendable, Hashable {
    /// Rows with this number among those of their owner.
    case number(Int)
    case part(String)

    /// As SQL. What stands behind is true of every row, and tells whose condition it is.
    func sql(mark: String) -> String {
        switch self {
        case .number(let number): "key LIKE '%#\(number)' AND key <> '\(mark)'"
        case .part(let part): "part = '\(part)' AND key <> '\(mark)'"
        }
    }

    func accepts(_ key: String) -> Bool {
        switch self {
        case .number(let number): key.hasSuffix("#\(number)")
        case .part(let part): RowFormat.part(key) == part
        }
    }

    /// The condition in an operation's parameters.
    init?(in text: String) {
        for number in 0...9 where text.contains("'%#\(number)'") {
            self = .number(number)
            return
        }
        for part in ["a", "b"] where text.contains("part = '\(part)'") {
            self = .part(part)
            return
        }
        return nil
    }
}
