// Walking over UTF-8. Bytes that are not UTF-8 are stepped over one by one and never trap.

import Columnar

extension RawSpan {
    /// The number of code points.
    var characterCount: Int {
        var count = 0
        for index in 0..<byteCount where byte(index) & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// The byte at which code point number `character`, counted from byte `start`, begins; the
    /// end where there are fewer.
    func offset(ofCharacter character: Int, from start: Int) -> Int {
        var place = start
        var left = character
        while left > 0, place < byteCount {
            place += characterLength(at: place)
            left -= 1
        }
        return place
    }

    /// The byte at which the character before `end` begins.
    func characterStart(before end: Int) -> Int {
        var place = end - 1
        while place > 0, byte(place) & 0xC0 == 0x80 { place -= 1 }
        return place
    }

    /// The character at `place`; the replacement character where it is not UTF-8.
    func scalar(at place: Int) -> Unicode.Scalar {
        let first = byte(place)
        if first < 0x80 { return Unicode.Scalar(first) }
        let length = characterLength(at: place)
        var value = UInt32(first) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for index in (place + 1)..<(place + length) {
            value = value << 6 | UInt32(byte(index) & 0x3F)
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    /// The first character as a number, which is not 0 for any text but a zero byte.
    var firstCharacter: UInt32 { scalar(at: 0).value }

    func prefix(characters count: Int) -> Range<Int> {
        0..<(count <= 0 ? 0 : offset(ofCharacter: count, from: 0))
    }

    func suffix(characters count: Int) -> Range<Int> {
        var start = byteCount
        var left = count
        while left > 0, start > 0 {
            start = characterStart(before: start)
            left -= 1
        }
        return start..<byteCount
    }

    func starts(with other: RawSpan) -> Bool { holds(other, at: 0) }

    func ends(with other: RawSpan) -> Bool {
        other.byteCount <= byteCount && holds(other, at: byteCount - other.byteCount)
    }

    func holds(_ other: RawSpan, at place: Int) -> Bool {
        guard byteCount - place >= other.byteCount else { return false }
        for index in 0..<other.byteCount where byte(place + index) != other.byte(index) {
            return false
        }
        return true
    }

    /// The first byte, at `start` or later, at which `other` stands.
    func firstRange(of other: RawSpan, from start: Int) -> Int? {
        if other.byteCount == 0 { return start <= byteCount ? start : nil }
        let last = byteCount - other.byteCount
        guard start <= last else { return nil }
        let first = other.byte(0)
        var place = start
        while place <= last {
            if byte(place) == first, holds(other, at: place) { return place }
            place += 1
        }
        return nil
    }
}

extension [UInt8] {
    /// The number of code points.
    var characterCount: Int { count { $0 & 0xC0 != 0x80 } }

    /// The first `count` code points, of at least so many.
    func prefix(characters count: Int) -> ArraySlice<UInt8> {
        var left = count
        var end = 0
        while end < self.count {
            if self[end] & 0xC0 != 0x80 {
                if left == 0 { break }
                left -= 1
            }
            end += 1
        }
        return self[..<end]
    }
}

extension BinaryView {
    /// The view of a part of this view's value, which starts at byte `offset` of it.
    func slice(_ bytes: RawSpan, at offset: Int) -> BinaryView {
        if bytes.byteCount <= Self.inlineBytesMax { return BinaryView(inlining: bytes) }
        return BinaryView(
            referencing: bytes, blockIndex: Int(blockIndex), offset: Int(self.offset) + offset)
    }
}
