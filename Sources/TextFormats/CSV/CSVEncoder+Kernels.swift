// Whether a field needs quotes, eight bytes at a time; see JSONText+Escaping+Kernels.swift for
// the arithmetic.

enum CSVQuoting {
    /// Whether `text` holds a quote, a line end or the delimiter.
    static func holdsSyntax(_ text: Span<UInt8>, delimiter: UInt8) -> Bool {
        unsafe text.withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            let delimiters = ones &* UInt64(delimiter)
            var index = 0
            while index + 8 <= bytes.count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let first = word ^ delimiters
                let second = word ^ (ones &* 0x22)
                let third = word ^ (ones &* 0x0A)
                let fourth = word ^ (ones &* 0x0D)
                let hits =
                    (first &- ones) & ~first | (second &- ones) & ~second
                    | (third &- ones) & ~third | (fourth &- ones) & ~fourth
                if hits & (ones &* 0x80) != 0 { return true }
                index += 8
            }
            while index < bytes.count {
                let byte = unsafe bytes[index]
                if byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D { return true }
                index += 1
            }
            return false
        }
    }
}
