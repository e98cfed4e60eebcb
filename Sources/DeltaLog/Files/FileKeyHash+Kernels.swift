// Hashing and copying the bytes of paths: the inner loop of replay.

import Glibc

extension Array where Element == UInt8 {
    /// Appends the bytes of `span`.
    mutating func append(bytes span: RawSpan) {
        unsafe span.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

extension RawSpan {
    /// Whether these are the UTF-8 of `text`.
    func equals(_ text: String) -> Bool {
        let utf8 = text.utf8.span
        guard byteCount == utf8.count else { return false }
        return unsafe withUnsafeBytes { own in
            unsafe utf8.withUnsafeBytes { other in
                unsafe other.isEmpty
                    || memcmp(own.baseAddress!, other.baseAddress!, other.count) == 0
            }
        }
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
    ///
    /// Eight bytes at a time: a byte of a word that is zero after an exclusive or with a pattern
    /// is the pattern's; adding 0x7F to the low seven bits tells exactly which are zero.
    static func isPlain(_ path: RawSpan) -> Bool {
        let count = path.byteCount
        guard count > 0, count <= 1024 else { return false }
        // Anything before a path counts as a slash: it makes a leading slash or dot stand out.
        var slashBefore: UInt64 = 0x80
        var offset = 0
        while offset < count {
            var word: UInt64
            if count - offset >= 8 {
                word = unsafe path.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    .littleEndian
            } else {
                // The end is filled up with a letter.
                word = repeated(UInt8(ascii: "a"))
                for index in 0..<(count - offset) {
                    let byte = unsafe path.unsafeLoadUnaligned(
                        fromByteOffset: offset + index, as: UInt8.self)
                    word &= ~(0xFF << (8 * UInt64(index)))
                    word |= UInt64(byte) << (8 * UInt64(index))
                }
            }
            let needsLook =
                controls(word) | bytes(of: word, equalTo: 0x7F)
                | bytes(of: word, equalTo: UInt8(ascii: "%"))
                | bytes(of: word, equalTo: UInt8(ascii: ":"))
                | bytes(of: word, equalTo: UInt8(ascii: "\\"))
            let slash = bytes(of: word, equalTo: UInt8(ascii: "/"))
            let dot = bytes(of: word, equalTo: UInt8(ascii: "."))
            let afterSlash = slash << 8 | slashBefore
            if needsLook | afterSlash & (slash | dot) != 0 { return false }
            slashBefore = slash >> 56
            offset += 8
        }
        let last = unsafe path.unsafeLoadUnaligned(fromByteOffset: count - 1, as: UInt8.self)
        return last != UInt8(ascii: "/")
    }

    @inline(__always)
    private static func repeated(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

    /// The high bit of every byte that is `byte`.
    @inline(__always)
    private static func bytes(of word: UInt64, equalTo byte: UInt8) -> UInt64 {
        let difference = word ^ repeated(byte)
        let low = (difference & repeated(0x7F)) &+ repeated(0x7F)
        return ~(low | difference | repeated(0x7F))
    }

    /// The high bit of every byte below 0x20.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        let high = word & repeated(0xE0)
        let low = (high & repeated(0x7F)) &+ repeated(0x7F)
        return ~(low | high | repeated(0x7F))
    }
}
