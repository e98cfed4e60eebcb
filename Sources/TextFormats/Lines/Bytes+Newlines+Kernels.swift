// Finding line ends, sixteen bytes at a time.

import BinaryIO

extension Bytes {
    /// The offset of the first line feed, or nil.
    var firstNewline: Int? {
        unsafe span.withUnsafeBytes { bytes in
            let newlines = SIMD16<UInt8>(repeating: UInt8(ascii: "\n"))
            var index = 0
            while index + 16 <= bytes.count {
                let block = unsafe bytes.loadUnaligned(
                    fromByteOffset: index, as: SIMD16<UInt8>.self)
                if any(block .== newlines) { break }
                index += 16
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
