// The indices of a dictionary-encoded data page: one byte with the width, then hybrid runs.

import BinaryIO

/// Reads a page of indices and checks each against the dictionary.
struct DictionaryIndices {
    private var decoder: HybridDecoder
    private let dictionaryCount: Int

    init(_ body: Bytes, dictionaryCount: Int) throws(ParquetError) {
        self.dictionaryCount = dictionaryCount
        // A page of nulls may have no byte at all.
        let width = body.isEmpty ? 0 : Int(body[0])
        decoder = try HybridDecoder(body[min(1, body.count)..<body.count], width: width)
    }

    /// Writes `count` indices to `output`, which has room for them.
    @unsafe
    mutating func decode(
        _ count: Int, into output: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) {
        guard count > 0 else { return }
        try unsafe decoder.decode(count, into: output)
        try unsafe check(output, count)
    }

    /// Writes the indices of `runs` to `output`, which has room for them.
    @unsafe
    mutating func decode(
        _ runs: [ValueRun], into output: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) {
        let count = runs.takenCount
        try unsafe decoder.decode(runs, into: output)
        guard count > 0 else { return }
        try unsafe check(output, count)
    }

    mutating func skip(_ count: Int) throws(ParquetError) {
        try decoder.skip(count)
    }

    private func check(
        _ indices: UnsafeMutablePointer<UInt32>, _ count: Int
    ) throws(ParquetError) {
        var highest: UInt32 = 0
        for position in 0..<count { highest = unsafe max(highest, indices[position]) }
        guard Int(highest) < dictionaryCount else {
            throw .corrupt("index \(highest) in a dictionary of \(dictionaryCount) values")
        }
    }
}
