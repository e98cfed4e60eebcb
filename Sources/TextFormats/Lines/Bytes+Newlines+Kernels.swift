// Finding line ends, eight bytes at a time.

import BinaryIO

extension Bytes {
    /// The offset of the first line feed, or nil.
    var firstNewline: Int? {
        unsafe span.withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            var index = 0
            while index + 8 <= bytes.count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let newlines = word ^ (ones &* 0x0A)
                if (newlines &- ones) & ~newlines & (ones &* 0x80) != 0 { break }
                index += 8
            }
            while index < bytes.count {
                if unsafe bytes[index] == UInt8(ascii: "\n") { return index }
                index += 1
            }
            return nil
        }
    }

    /// The offset of the last line feed, or nil.
    var lastNewline: Int? {
        unsafe span.withUnsafeBytes { bytes in
            var index = bytes.count - 1
            while index >= 0 {
                if unsafe bytes[index] == UInt8(ascii: "\n") { return index }
                index -= 1
            }
            return nil
        }
    }
}
