// The partition of one file, as the log says it: column names to texts (PROTOCOL.md, *Partition
// Value Serialization*). `PartitionValueCodec` turns a text into a value of the column's type.

/// The partition column names of a file with their texts; nil and the empty text are null.
package struct PartitionValues: Hashable, Sendable {
    /// One column of the partition.
    package struct Entry: Hashable, Sendable {
        package let column: String
        package let value: String?

        package init(column: String, value: String?) {
            self.column = column
            self.value = value
        }
    }

    /// The columns in the order of the log.
    package let entries: [Entry]

    /// The partition of every file of a table that is not partitioned.
    package static let unpartitioned = PartitionValues([Entry]())

    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    package init(_ pairs: [(key: String, value: String?)]) {
        entries = pairs.map { Entry(column: $0.key, value: $0.value) }
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// The text of `column`: nil where the column is not there, `.some(nil)` where it is null.
    ///
    /// - Complexity: O(columns).
    package subscript(column: String) -> String?? {
        for entry in entries where entry.column == column {
            return .some(entry.value?.isEmpty == true ? nil : entry.value)
        }
        return nil
    }
}

extension PartitionValues: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String?)...) {
        self.init(elements.map { Entry(column: $0.0, value: $0.1) })
    }
}

extension PartitionValues: CustomStringConvertible {
    package var description: String {
        entries.map { "\($0.column)=\($0.value ?? "null")" }.joined(separator: "/")
    }
}
