// Base64 with the standard alphabet and padding (RFC 4648 section 4), as Spark writes binary.

package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let invalid: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()
    private static let padding = UInt8(ascii: "=")

    /// Appends the bytes that `text` stands for; false where it is not Base64.
    package static func decode(_ text: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard text.count % 4 == 0 else { return false }
        var index = 0
        while index < text.count {
            let isLast = index + 4 == text.count
            var padded = 0
            if isLast && text[index + 3] == padding {
                padded = text[index + 2] == padding ? 2 : 1
            }
            var word: UInt32 = 0
            for position in 0..<4 {
                let letter = position < 4 - padded ? values[Int(text[index + position])] : 0
                guard letter != invalid else { return false }
                word = word << 6 | UInt32(letter)
            }
            let unused: UInt32 = padded == 0 ? 0 : padded == 1 ? 0xFF : 0xFFFF
            guard word & unused == 0 else { return false }
            output.append(UInt8(truncatingIfNeeded: word >> 16))
            if padded < 2 { output.append(UInt8(truncatingIfNeeded: word >> 8)) }
            if padded < 1 { output.append(UInt8(truncatingIfNeeded: word)) }
            index += 4
        }
        return true
    }

    /// Appends `bytes` as Base64.
    package static func encode(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            var word = UInt32(bytes[index]) << 16
            if left > 1 { word |= UInt32(bytes[index + 1]) << 8 }
            if left > 2 { word |= UInt32(bytes[index + 2]) }
            output.append(alphabet[Int(word >> 18)])
            output.append(alphabet[Int(word >> 12 & 63)])
            output.append(left > 1 ? alphabet[Int(word >> 6 & 63)] : padding)
            output.append(left > 2 ? alphabet[Int(word & 63)] : padding)
            index += 3
        }
    }
}
