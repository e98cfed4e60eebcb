import BinaryIO
import Columnar
import Testing

@testable import DeltaProtocol

@Suite struct DeletionVectorTests {
    /// PROTOCOL.md, *JSON Example 3 — Inline*, in the older form.
    static let older = DeletionVectorDescriptor(
        storageType: "i",
        pathOrInlineDV: "wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L", offset: nil,
        sizeInBytes: 40, cardinality: 6)
    /// The same rows in the form of today, from the tests of delta-kernel-rs.
    static let example = DeletionVectorDescriptor(
        storageType: "i",
        pathOrInlineDV: "^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L", offset: nil,
        sizeInBytes: 44, cardinality: 6)

    /// Deterministic draws, so that a failure can be repeated.
    struct Draws: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    private func rows(_ descriptor: DeletionVectorDescriptor) throws -> [Int64] {
        guard case .inline(let bytes) = try DeletionVector(descriptor) else { return [] }
        return try DeletionVector.rows(Bytes(bytes), of: descriptor).rows
    }

    private func refusal(_ bytes: [UInt8]) -> DeltaProtocolError.Code? {
        do {
            _ = try RowBitmap(portable: Bytes(bytes))
            return nil
        } catch {
            return error.code
        }
    }

    @Test("DP-DV-01 the inline vector of the protocol's example holds the rows that it says")
    func inlineExample() throws {
        #expect(try rows(Self.older) == [3, 4, 7, 11, 18, 29])
        #expect(try rows(Self.example) == [3, 4, 7, 11, 18, 29])
        #expect(
            DeletionVectorDescriptor(inline: RowBitmap([29, 3, 4, 7, 11, 18, 4])) == Self.example)
    }

    @Test("DP-DV-01 files are named by prefix and UUID, or by their path")
    func files() throws {
        // PROTOCOL.md, *JSON Example 1*.
        var descriptor = DeletionVectorDescriptor(
            storageType: "u", pathOrInlineDV: "ab^-aqEH.-t@S}K{vb[*k^", offset: 4, sizeInBytes: 40,
            cardinality: 6)
        let uuid = "d2c639aa-8816-431a-aaf6-d3fe2512ff61"
        #expect(
            try DeletionVector(descriptor)
                == .file(.relative("ab/deletion_vector_\(uuid).bin")))
        #expect(descriptor.uniqueID == "uab^-aqEH.-t@S}K{vb[*k^@4")
        descriptor.pathOrInlineDV = "^-aqEH.-t@S}K{vb[*k^"
        #expect(try DeletionVector(descriptor) == .file(.relative("deletion_vector_\(uuid).bin")))
        #expect(
            try DeletionVectorDescriptor(
                uuid: uuid, place: DeletionVectorFile.Place(offset: 4, sizeInBytes: 40),
                rows: RowBitmap([1, 2, 3, 4, 5, 6])) == descriptor)
        descriptor.storageType = "p"
        descriptor.pathOrInlineDV = "file:///t/a%20b.bin"
        #expect(try DeletionVector(descriptor) == .file(.absolute("/t/a b.bin")))
    }

    @Test("DP-DV-02 descriptors that name no vector are refused")
    func descriptors() {
        for (type, text) in [
            ("x", "ab"), ("u", "short"), ("u", "~~~~~~~~~~~~~~~~~~~~"),
            ("u", "../^-aqEH.-t@S}K{vb[*k^"), ("i", "abcd"), ("i", "\u{e9}0000"), ("i", "#####"),
            ("p", ""), ("p", "a/../b"),
        ] {
            let descriptor = DeletionVectorDescriptor(
                storageType: type, pathOrInlineDV: text, offset: nil, sizeInBytes: 4,
                cardinality: 0)
            #expect(throws: DeltaProtocolError.self, "\(type) \(text)") {
                try DeletionVector(descriptor)
            }
        }
        for (size, cardinality) in [(Int32(-1), Int64(1)), (1, -1), (.max, 1)] {
            var descriptor = Self.example
            descriptor.sizeInBytes = size
            descriptor.cardinality = cardinality
            #expect(throws: DeltaProtocolError.self) { try DeletionVector(descriptor) }
        }
        var other = Self.example
        other.cardinality = 5
        #expect(throws: DeltaProtocolError.self) { try rows(other) }
    }

    @Test("DP-DV-03 all three kinds of containers are read and written as Roaring has them")
    func containers() throws {
        // Array: rows 1 and 70000; runs: 10 through 19; keys and counts little-endian.
        let arrays: [UInt8] =
            [0xD1, 0xD3, 0x39, 0x64, 1, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0]
            + [0x3A, 0x30, 0, 0, 2, 0, 0, 0] + [0, 0, 0, 0, 1, 0, 0, 0]
            + [24, 0, 0, 0, 26, 0, 0, 0] + [1, 0, 0x70, 0x11]
        #expect(try RowBitmap(portable: Bytes(arrays)).rows == [1, 70000])
        #expect(RowBitmap([1, 70000]).portable.array() == arrays)
        let runs: [UInt8] =
            [0xD1, 0xD3, 0x39, 0x64, 1, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0]
            + [0x3B, 0x30, 0, 0, 1] + [0, 0, 9, 0] + [1, 0, 10, 0, 9, 0]
        let run = try RowBitmap(portable: Bytes(runs))
        #expect(run.rows == (10...19).map { $0 + 2 << 32 })
        #expect(RowBitmap(run.rows).portable.array() == runs)
        let even = RowBitmap((0..<10_000).map { 2 * $0 })
        #expect(even.portable.count == 12 + 4 + 8 + 4 + 4 + 8192)
        #expect(try RowBitmap(portable: even.portable).rows == (0..<10_000).map { 2 * $0 })
        #expect(try RowBitmap(portable: RowBitmap.empty.portable).isEmpty)
    }

    @Test("DP-DV-03 random sets survive, and say what a set of numbers says", arguments: 1...40)
    func random(seed: UInt64) throws {
        var draws = Draws(state: seed)
        var rows: Set<Int64> = []
        for _ in 0..<Int.random(in: 1...6, using: &draws) {
            let start = Int64.random(in: 0..<400_000, using: &draws)
            let step = Int64.random(in: 1...3, using: &draws)
            for index in 0..<Int64.random(in: 1...9000, using: &draws) {
                rows.insert(start + index * step)
            }
        }
        let half = Set(rows.filter { _ in Bool.random(using: &draws) })
        let bitmap = RowBitmap(Array(rows))
        #expect(try RowBitmap(portable: bitmap.portable) == bitmap)
        #expect(bitmap.rows == rows.sorted(), "seed \(seed)")
        #expect(bitmap.cardinality == Int64(rows.count))
        #expect(bitmap.last == rows.max())
        #expect(RowBitmap(Array(half)).union(RowBitmap(Array(rows.subtracting(half)))) == bitmap)
        let count = Int64.random(in: 0..<450_000, using: &draws)
        let others = (0..<count).filter { !rows.contains($0) }
        #expect(RowBitmap(allOf: count).subtracting(bitmap).rows == others, "seed \(seed)")
        for _ in 0..<20 {
            let start = Int64.random(in: 0..<450_000, using: &draws)
            let range = start..<(start + Int64.random(in: 0...70_000, using: &draws))
            let kept = bitmap.complement(of: range)
            let expected = range.map { !rows.contains($0) }
            #expect((kept == nil) == expected.allSatisfy { $0 }, "seed \(seed)")
            if let kept { #expect(kept == Bitmap(expected), "seed \(seed), rows \(range)") }
            #expect(bitmap.contains(start) == rows.contains(start))
        }
    }

    @Test("DP-DV-04 damaged vectors throw: cut off, with any byte changed, or lying about counts")
    func damage() {
        let bytes = RowBitmap(
            [1, 2, 5, 70_000] + (200_000..<201_000) + (0..<5000).map { 300_000 + 2 * $0 }
                + [1 << 33]
        ).portable.array()
        for count in 0..<bytes.count where count < 200 || count % 97 == 0 {
            #expect(refusal(Array(bytes[..<count])) == .corruptAction, "\(count) bytes")
        }
        #expect(refusal(bytes + [0]) == .corruptAction)
        for position in 0..<bytes.count where position < 120 || position % 61 == 0 {
            for bit: UInt8 in 0..<8 {
                var damaged = bytes
                damaged[position] ^= 1 << bit
                // It is either refused or another set; what it must not do is trap.
                _ = refusal(damaged)
            }
        }
        var lying = bytes
        lying.replaceSubrange(4..<12, with: [UInt8](repeating: 0xFF, count: 8))
        #expect(refusal(lying) == .corruptAction)
    }

    @Test("DP-DV-04 size, checksum and version of a file of vectors are checked")
    func fileBlocks() throws {
        let first = RowBitmap([1, 2, 3])
        let second = RowBitmap([4, 900_000])
        let (file, places) = DeletionVectorFile.encode([first, second])
        #expect(file[0] == 1)
        #expect(places.map(\.offset) == [1, 1 + 4 + places[0].sizeInBytes + 4])
        for (place, vector) in zip(places, [first, second]) {
            let descriptor = try DeletionVectorDescriptor(
                uuid: "d2c639aa-8816-431a-aaf6-d3fe2512ff61", place: place, rows: vector)
            let range = try DeletionVectorFile.blockRange(descriptor)
            let block = file[range]
            let bytes = try DeletionVectorFile.vector(
                inBlock: block, fileVersion: 1, of: descriptor)
            #expect(try DeletionVector.rows(bytes, of: descriptor) == vector)
            for position in 0..<block.count {
                var damaged = block.array()
                damaged[position] ^= 0x10
                #expect(throws: DeltaProtocolError.self, "byte \(position)") {
                    try DeletionVectorFile.vector(
                        inBlock: Bytes(damaged), fileVersion: 1, of: descriptor)
                }
            }
            #expect(throws: DeltaProtocolError.self) {
                try DeletionVectorFile.vector(inBlock: block, fileVersion: 2, of: descriptor)
            }
            #expect(throws: DeltaProtocolError.self) {
                try DeletionVectorFile.vector(
                    inBlock: block[0..<(block.count - 1)], fileVersion: 1, of: descriptor)
            }
        }
    }
}
