// A deletion vector as a much simpler mind reads it: a set of numbers, from the bytes that
// PROTOCOL.md and the Roaring format specification describe, and nothing of the engine's.

import BinaryIO
import JSONCodec

/// A vector in a file of the table.
struct ModelVector: Sendable, Hashable {
    /// As descriptors are told apart.
    let id: String
    /// The file, relative to the table.
    let file: String
    private let offset: Int
    private let cardinality: Int

    /// Nil for a descriptor of another kind than the engine writes.
    init?(_ json: JSONValue?) {
        guard let json, json["storageType"]?.string == "u",
            let path = json["pathOrInlineDv"]?.string, path.utf8.count == 20,
            let offset = json["offset"]?.int64, let count = json["cardinality"]?.int64,
            let uuid = Self.uuid(path)
        else { return nil }
        id = "u\(path)@\(offset)"
        file = "deletion_vector_\(uuid).bin"
        self.offset = Int(offset)
        cardinality = Int(count)
    }

    /// ZeroMQ RFC 32.
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#")

    private static func uuid(_ text: String) -> String? {
        var digits = ""
        var word: UInt64 = 0
        for (index, character) in text.enumerated() {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            word = word * 85 + UInt64(value)
            guard index % 5 == 4 else { continue }
            let hex = String(word, radix: 16)
            digits += String(repeating: "0", count: 8 - hex.count) + hex
            word = 0
        }
        var parts: [Substring] = []
        var rest = Substring(digits)
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    /// The rows that it deletes; nil where the file says something else than the descriptor.
    func rows(in file: Bytes?) -> Set<Int>? {
        guard let file else { return nil }
        var input = Input(bytes: file.array(), position: offset + 4)
        guard input.number(4) == 1_681_511_377 else { return nil }
        var rows: Set<Int> = []
        for _ in 0..<input.number(8) {
            let high = input.number(4) << 32
            for row in input.bitmap() { rows.insert(high + row) }
        }
        return rows.count == cardinality ? rows : nil
    }

    /// Little-endian numbers; zeros behind the end.
    private struct Input {
        let bytes: [UInt8]
        var position: Int

        mutating func number(_ count: Int) -> Int {
            var value = 0
            for index in 0..<count {
                let place = position + index
                value |= (place < bytes.count ? Int(bytes[place]) : 0) << (8 * index)
            }
            position += count
            return value
        }

        /// A 32-bit Roaring bitmap.
        mutating func bitmap() -> [Int] {
            let cookie = number(4)
            let hasRuns = cookie & 0xFFFF == 12347
            let count = hasRuns ? (cookie >> 16) + 1 : number(4)
            var isRun = [Bool](repeating: false, count: count)
            if hasRuns {
                let start = position
                for index in 0..<count {
                    isRun[index] = bytes[start + index / 8] >> (index % 8) & 1 == 1
                }
                position = start + (count + 7) / 8
            }
            let heads = (0..<count).map { _ in (key: number(2), size: number(2) + 1) }
            if !hasRuns || count >= 4 { position += 4 * count }
            var rows: [Int] = []
            for (index, head) in heads.enumerated() {
                let base = head.key << 16
                if isRun[index] {
                    for _ in 0..<number(2) {
                        let first = number(2)
                        let length = number(2)
                        rows += (first...(first + length)).map { base + $0 }
                    }
                } else if head.size <= 4096 {
                    for _ in 0..<head.size { rows.append(base + number(2)) }
                } else {
                    for byte in 0..<8192 {
                        let bits = number(1)
                        for bit in 0..<8 where bits >> bit & 1 == 1 {
                            rows.append(base + byte * 8 + bit)
                        }
                    }
                }
            }
            return rows
        }
    }
}
