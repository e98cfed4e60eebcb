// Rows out of rendered columns. The size of every row is known before a byte is written, so each
// column is copied by one loop, straight into its place. Bounds: a row's texts are copied into
// exactly the bytes that were counted for them.

import BinaryIO

/// Joins the texts of columns row by row.
struct RowJoiner {
    /// What stands in front of each column's text.
    let prefixes: [[UInt8]]
    /// What ends a row.
    let suffix: [UInt8]
    let nullText: [UInt8]

    /// One text a row: each column's behind its prefix, then the suffix.
    ///
    /// - Precondition: as many columns as prefixes, each with `count` rows.
    func join(_ columns: [RenderedColumn], count: Int) -> Bytes {
        precondition(columns.count == prefixes.count, "a prefix for each column")
        var places = places(columns, count: count)
        let size = places[count]
        return unsafe Bytes(unsafeUninitializedCapacity: size) { output in
            for (column, prefix) in zip(columns, prefixes) {
                unsafe copy(column, prefix, count, &places, output)
            }
            unsafe suffix.withUnsafeBytes { suffix in
                for row in 0..<count {
                    unsafe Self.copy(suffix, 0..<suffix.count, &places[row], output)
                }
            }
            return size
        }
    }

    /// Where each row starts, and at last where the last one ends.
    private func places(_ columns: [RenderedColumn], count: Int) -> [Int] {
        let fixed = prefixes.reduce(suffix.count) { $0 + $1.count }
        var sizes = [Int](repeating: fixed, count: count + 1)
        for column in columns {
            for row in 0..<count { sizes[row] += column.range(row)?.count ?? nullText.count }
        }
        var start = 0
        for row in 0...count {
            let size = row < count ? sizes[row] : 0
            sizes[row] = start
            start += size
        }
        return sizes
    }

    private func copy(
        _ column: RenderedColumn, _ prefix: [UInt8], _ count: Int, _ places: inout [Int],
        _ output: UnsafeMutableRawBufferPointer
    ) {
        unsafe column.bytes.withUnsafeBytes { bytes in
            unsafe prefix.withUnsafeBytes { prefix in
                unsafe nullText.withUnsafeBytes { nullText in
                    for row in 0..<count {
                        unsafe Self.copy(prefix, 0..<prefix.count, &places[row], output)
                        if let range = column.range(row) {
                            unsafe Self.copy(bytes, range, &places[row], output)
                        } else {
                            unsafe Self.copy(nullText, 0..<nullText.count, &places[row], output)
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func copy(
        _ source: UnsafeRawBufferPointer, _ range: Range<Int>, _ place: inout Int,
        _ output: UnsafeMutableRawBufferPointer
    ) {
        guard !range.isEmpty, let from = source.baseAddress, let to = output.baseAddress else {
            return
        }
        precondition(range.count <= output.count - place, "a row longer than was counted")
        unsafe (to + place).copyMemory(from: from + range.lowerBound, byteCount: range.count)
        place += range.count
    }
}
