import ArgumentParser

/// `key=value`; the value may contain further equals signs.
struct KeyValueArgument: ExpressibleByArgument, Hashable, Sendable {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            return nil
        }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
