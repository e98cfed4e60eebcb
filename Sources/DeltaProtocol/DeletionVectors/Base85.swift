// Z85 (ZeroMQ RFC 32), the spelling of bytes in deletion vector descriptors (PROTOCOL.md, *Deletion
// Vector Descriptor Schema*): five characters for four bytes, most significant first.

import BinaryIO

/// Bytes from and to Z85.
package enum Base85 {
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
            .utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: .max, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The bytes of a text.
    ///
    /// - Parameter byteCount: how many bytes are wanted; the rest of the last group is padding.
    /// - Throws: `corruptAction` where the text is not Z85 of at least that many bytes.
    package static func decode(
        _ text: some StringProtocol, byteCount: Int
    ) throws(DeltaProtocolError) -> [UInt8] {
        let utf8 = Array(text.utf8)
        guard utf8.count % 5 == 0, byteCount >= 0, byteCount <= utf8.count / 5 * 4 else {
            throw DeltaProtocolError(
                .corruptAction,
                "\(utf8.count) characters of base 85 are not \(byteCount) bytes")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count / 5 * 4)
        for start in stride(from: 0, to: utf8.count, by: 5) {
            var word: UInt64 = 0
            for character in utf8[start..<(start + 5)] {
                let value = values[Int(character)]
                guard value != .max else {
                    throw DeltaProtocolError(.corruptAction, "a text is not base 85")
                }
                word = word * 85 + UInt64(value)
            }
            guard word <= UInt64(UInt32.max) else {
                throw DeltaProtocolError(.corruptAction, "a text is not base 85")
            }
            for shift: UInt64 in [24, 16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return Array(bytes.prefix(byteCount))
    }

    /// The text of bytes; the last group is padded with zeros.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 3) / 4 * 5)
        for start in stride(from: 0, to: bytes.count, by: 4) {
            var word: UInt32 = 0
            for offset in start..<(start + 4) {
                word = word << 8 | (offset < bytes.count ? UInt32(bytes[offset]) : 0)
            }
            for divisor: UInt32 in [52_200_625, 614_125, 7225, 85, 1] {
                text.append(alphabet[Int(word / divisor % 85)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
