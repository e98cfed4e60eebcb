/// The name of a backfill job: a part of object paths and of application ids.
public struct JobName: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// - Throws: `invalidJobName` unless the name has 1 to 100 letters, digits, `-`, `_` or `.`
    ///   of ASCII and begins with a letter or a digit.
    public init(_ text: String) throws(BackfillError) {
        let isAllowed = text.utf8.allSatisfy { byte in
            Self.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".")
        }
        guard let first = text.utf8.first, Self.isAlphanumeric(first), isAllowed,
            text.utf8.count <= BackfillLimits.jobNameCharactersMax
        else {
            throw BackfillError(
                .invalidJobName,
                "'\(text)' cannot name a job: use 1 to \(BackfillLimits.jobNameCharactersMax) "
                    + "letters, digits, '-', '_' or '.', beginning with a letter or a digit")
        }
        self.text = text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    public var description: String { text }
}
