// Patterns such as `yyyy-MM-dd HH:mm:ss` (Spark SQL reference, *Datetime Patterns for Formatting
// and Parsing*). The common letters are supported; others are refused by name.

/// A date and time pattern, cut into fields and literal text.
struct DateTimePattern: Hashable, Sendable {
    enum Item: Hashable, Sendable {
        case literal([UInt8])
        /// A letter and how often it stands.
        case field(UInt8, Int)
    }

    let items: [Item]

    /// The letters that are supported.
    static let letters = Set("yuMLdHhKkmsSaEDQXxZ".utf8)

    init(_ text: String) throws(ExpressionError) {
        let bytes = Array(text.utf8)
        var items: [Item] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            var end = index + 1
            if byte == UInt8(ascii: "'") {
                let (content, next) = try Self.quoted(bytes, from: index, text)
                items.append(.literal(content))
                index = next
                continue
            }
            let lower = byte | 0x20
            guard lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "z") else {
                items.append(.literal([byte]))
                index = end
                continue
            }
            while end < bytes.count, bytes[end] == byte { end += 1 }
            guard Self.letters.contains(byte), end - index <= 9 else {
                throw ExpressionError(
                    .unsupported,
                    "the letter \(Character(Unicode.Scalar(byte))) of the date pattern '\(text)' "
                        + "is not supported yet")
            }
            items.append(.field(byte, end - index))
            index = end
        }
        self.items = items
    }

    private static func quoted(
        _ bytes: [UInt8], from start: Int, _ text: String
    ) throws(ExpressionError) -> ([UInt8], Int) {
        let quote = UInt8(ascii: "'")
        if start + 1 < bytes.count, bytes[start + 1] == quote { return ([quote], start + 2) }
        var content: [UInt8] = []
        var index = start + 1
        while index < bytes.count {
            if bytes[index] != quote {
                content.append(bytes[index])
                index += 1
            } else if index + 1 < bytes.count, bytes[index + 1] == quote {
                content.append(quote)
                index += 2
            } else {
                return (content, index + 1)
            }
        }
        throw ExpressionError(
            .invalidArgument, "the date pattern '\(text)' has a quote without an end")
    }
}
