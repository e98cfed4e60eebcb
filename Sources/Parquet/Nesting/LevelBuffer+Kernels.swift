// Levels of a batch, one byte each, and the loops that look at many of them.

import Columnar

/// A growing run of levels.
struct LevelBuffer: Sendable {
    private(set) var levels: [UInt8] = []

    var count: Int { levels.count }

    mutating func removeAll() {
        levels.removeAll(keepingCapacity: true)
    }

    /// Appends the next `count` values of `decoder`.
    mutating func append(
        _ count: Int, from decoder: inout HybridDecoder
    ) throws(ParquetError) {
        let start = levels.count
        levels += repeatElement(0, count: count)
        try unsafe levels.withUnsafeMutableBufferPointer { (buffer) throws(ParquetError) in
            guard let base = buffer.baseAddress else { return }
            try unsafe decoder.decodeLevels(count, into: base + start)
        }
    }

    /// Appends the levels of `range` of another buffer.
    mutating func append(_ other: LevelBuffer, _ range: Range<Int>) {
        levels.append(contentsOf: other.levels[range])
    }

    /// The highest level from `start` on.
    func highest(from start: Int) -> UInt8 {
        unsafe levels.withUnsafeBufferPointer { buffer in
            var highest: UInt8 = 0
            for index in start..<buffer.count { highest = unsafe max(highest, buffer[index]) }
            return highest
        }
    }

    /// How many levels of `range` are `level` or above.
    func count(atLeast level: UInt8, in range: Range<Int>) -> Int {
        unsafe levels.withUnsafeBufferPointer { buffer in
            var total = 0
            for index in range where unsafe buffer[index] >= level { total += 1 }
            return total
        }
    }

    /// How many levels are `level`.
    func count(of level: UInt8) -> Int {
        unsafe levels.withUnsafeBufferPointer { buffer in
            var total = 0
            for index in 0..<buffer.count where unsafe buffer[index] == level { total += 1 }
            return total
        }
    }

    /// Appends a bit for each level of `range`: whether it is `level` or above.
    func appendBits(atLeast level: UInt8, _ range: Range<Int>, to bits: inout BitmapBuilder) {
        unsafe levels.withUnsafeBufferPointer { buffer in
            var index = range.lowerBound
            while index < range.upperBound {
                let taken = min(64, range.upperBound - index)
                var word: UInt64 = 0
                for bit in 0..<taken {
                    word |= unsafe (buffer[index + bit] >= level ? 1 : 0) << UInt64(bit)
                }
                bits.append(bits: word, count: taken)
                index += taken
            }
        }
    }

    /// Appends a bit for each level of `range` that is `floor` or above: whether it is `level` or
    /// above.
    func appendBits(
        atLeast level: UInt8, ofThoseAtLeast floor: UInt8, _ range: Range<Int>,
        to bits: inout BitmapBuilder
    ) {
        for index in range where levels[index] >= floor {
            bits.append(levels[index] >= level)
        }
    }

    /// Where the level 0 stands first from `start` on, `end` if nowhere.
    func firstZero(from start: Int, to end: Int) -> Int {
        var index = start
        while index < end && levels[index] != 0 { index += 1 }
        return index
    }

    subscript(index: Int) -> UInt8 { levels[index] }
}
