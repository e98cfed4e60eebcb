// Finding what must be escaped, eight bytes at a time. A byte-wise "less than" and "equal" over a
// word: the high bit of a byte of `(x - n) & ~x` is set in some byte exactly where one is below n.

extension JSONText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The offset of the first quote, backslash or control character from `start` on, or the
    /// text's count.
    static func firstToEscape(_ text: Span<UInt8>, from start: Int) -> Int {
        unsafe text.withUnsafeBytes { bytes in
            var index = start
            while index + 8 <= bytes.count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let quotes = word ^ (ones &* 0x22)
                let backslashes = word ^ (ones &* 0x5C)
                let hits =
                    (word &- ones &* 0x20) & ~word
                    | (quotes &- ones) & ~quotes
                    | (backslashes &- ones) & ~backslashes
                if hits & highBits != 0 { break }
                index += 8
            }
            while index < bytes.count {
                let byte = unsafe bytes[index]
                if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
                index += 1
            }
            return index
        }
    }
}
