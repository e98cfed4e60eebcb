// The folder names of partitions, `column=value/…`, with Spark's (Hive's) escapes. They only follow
// a convention: values are always read from the log, never from a path (PROTOCOL.md, *Data Files*).

/// Names of the folders that data files of a partition are put into.
package enum PartitionFolder {
    /// The folder value of a null.
    package static let nullName = "__HIVE_DEFAULT_PARTITION__"

    /// `a=1/b=x`, in the order of `columns`; empty for a table without partitions.
    ///
    /// The result is a path before percent-encoding: `PercentEncoding.encode(path:)` comes after.
    package static func path(_ values: PartitionValues, columns: [String]) -> String {
        columns.map { column in
            let value = values[column] ?? nil
            return "\(escape(column))=\(value.map(name(ofValue:)) ?? nullName)"
        }.joined(separator: "/")
    }

    private static func name(ofValue value: String) -> String {
        value.isEmpty ? nullName : escape(value)
    }

    /// Control characters and those that are special in file names or globs, as `%XX`.
    ///
    /// The names `.` and `..` cannot arise: a folder always starts with a column name and `=`.
    package static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.value < 0x80, isSpecial(UInt8(scalar.value)) {
                escaped += PercentEncoding.escape(UInt8(scalar.value))
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x1F, 0x7F: true
        case UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="),
            UInt8(ascii: "?"), UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "^"):
            true
        default: false
        }
    }
}
