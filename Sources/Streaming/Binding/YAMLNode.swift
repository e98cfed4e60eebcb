// What the configuration parser returns: a tree in which every node knows its line.

/// A value of a configuration file.
package struct YAMLNode: Sendable, Equatable {
    package indirect enum Value: Sendable, Equatable {
        /// Nothing behind a key or a dash, `null` or `~`.
        case empty
        /// The text without quotes.
        case scalar(String)
        case list([YAMLNode])
        case mapping([Entry])
    }

    /// A key with its value.
    package struct Entry: Sendable, Equatable {
        package let key: String
        /// The key's line, counted from 1.
        package let line: Int
        package let value: YAMLNode
    }

    /// Where the value starts, counted from 1.
    package let line: Int
    package let value: Value

    /// The word for the kind of value, with its article.
    package var noun: String {
        switch value {
        case .empty: "nothing"
        case .scalar: "a single value"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}
