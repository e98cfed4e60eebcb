// Hashing and copying the bytes of paths: the inner loop of replay.

extension Array where Element == UInt8 {
    /// Appends the bytes of `span`.
    mutating func append(bytes span: RawSpan) {
        unsafe span.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

extension RawSpan {
    /// Whether these are the UTF-8 of `text`.
    func equals(_ text: String) -> Bool {
        let utf8 = text.utf8
        guard byteCount == utf8.count else { return false }
        return unsafe withUnsafeBytes { unsafe $0.elementsEqual(utf8) }
    }
}

/// A 64-bit hash of the bytes of a path; multiply and fold over eight bytes at a time.
enum FileKeyHash {
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func hash(_ text: RawSpan, seed: UInt64) -> UInt64 {
        var state = seed ^ UInt64(text.byteCount) &* multiplier
        var offset = 0
        while text.byteCount - offset >= 8 {
            let word = unsafe text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            state = fold(state ^ word)
            offset += 8
        }
        var last: UInt64 = 0
        while offset < text.byteCount {
            let byte = unsafe text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
            last = last << 8 | UInt64(byte)
            offset += 1
        }
        return fold(state ^ last)
    }

    static func hash(_ text: String, seed: UInt64) -> UInt64 {
        unsafe hash(text.utf8.span.bytes, seed: seed)
    }

    private static func fold(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: multiplier)
        return product.high ^ product.low
    }

    /// Whether a path is its own key: relative, without escapes, schemes, dots and characters that
    /// need a closer look.
    static func isPlain(_ path: RawSpan) -> Bool {
        guard path.byteCount > 0 else { return false }
        // Anything before a path counts as a slash: it makes a leading slash or dot stand out.
        var previous = UInt8(ascii: "/")
        for offset in 0..<path.byteCount {
            let byte = unsafe path.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
            if byte < 0x20 || byte == 0x7F { return false }
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: "\\"): return false
            case UInt8(ascii: "/"), UInt8(ascii: "."):
                if previous == UInt8(ascii: "/") { return false }
            default: break
            }
            previous = byte
        }
        return path.byteCount <= 1024 && previous != UInt8(ascii: "/")
    }
}
