// The numbers of a table's versions: contiguous from zero, at most 20 digits in file names, and a
// signed 64-bit integer everywhere else in the protocol (PROTOCOL.md, *Delta Log Entries*).

/// The number of one atomic version of a table; never negative.
package struct TableVersion: Hashable, Sendable {
    /// 0 for the version that creates the table.
    package let number: Int64

    /// The version that creates a table.
    package static let zero = TableVersion(number: 0)

    private init(number: Int64) {
        self.number = number
    }

    /// Nil for a negative number.
    package init?(_ number: Int64) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    /// The version after this one; saturates at the last number.
    package var next: TableVersion {
        number == .max ? self : TableVersion(number: number + 1)
    }

    /// The version before this one; nil for version 0.
    package var previous: TableVersion? { TableVersion(number - 1) }

    /// How many versions lie between `other` and this one; negative where `other` is newer.
    package func distance(from other: TableVersion) -> Int64 { number - other.number }
}

extension TableVersion: Comparable {
    package static func < (left: TableVersion, right: TableVersion) -> Bool {
        left.number < right.number
    }
}

extension TableVersion: ExpressibleByIntegerLiteral {
    /// - Precondition: the literal is not negative.
    package init(integerLiteral value: Int64) {
        precondition(value >= 0, "a table version is not negative")
        self.init(number: value)
    }
}

extension TableVersion: CustomStringConvertible {
    package var description: String { String(number) }
}
