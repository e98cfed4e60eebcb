// Dictionary indices as hybrid data, all at once: groups of eight equal indices become runs, the
// others are packed straight from where they stand. Every group that is loaded lies within the
// values.

import BinaryIO

/// Writes a page of indices.
enum HybridIndices {
    /// Appends `values`, each of at most `width` bits.
    static func encode(_ values: [UInt32], width: Int, into writer: inout ByteWriter) {
        let count = values.count
        // Indices before this one are written.
        var written = 0
        var index = 0
        while index + 8 <= count {
            guard isRun(values, index) else {
                index += 8
                continue
            }
            var end = index + 8
            while end < count && values[end] == values[index] { end += 1 }
            // A short run costs more than its packed form only where it splits packed values.
            if end - index >= 16 || index == written {
                pack(values, written..<index, width, into: &writer)
                run(values[index], end - index, width, into: &writer)
                index = end
                written = end
            } else {
                index += 8
            }
        }
        pack(values, written..<count, width, into: &writer)
    }

    private static func isRun(_ values: [UInt32], _ index: Int) -> Bool {
        unsafe values.withUnsafeBytes { bytes in
            let group = unsafe bytes.loadUnaligned(
                fromByteOffset: index * 4, as: SIMD8<UInt32>.self)
            return group == SIMD8(repeating: group[0])
        }
    }

    private static func run(
        _ value: UInt32, _ count: Int, _ width: Int, into writer: inout ByteWriter
    ) {
        writer.appendVarint(UInt64(count) << 1)
        for position in 0..<((width + 7) / 8) {
            writer.append(UInt8(truncatingIfNeeded: value >> UInt32(position * 8)))
        }
    }

    private static func pack(
        _ values: [UInt32], _ range: Range<Int>, _ width: Int, into writer: inout ByteWriter
    ) {
        guard !range.isEmpty else { return }
        let groups = (range.count + 7) / 8
        writer.appendVarint(UInt64(groups) << 1 | 1)
        let end = writer.count + groups * width
        writer.appendPacked(values.span.extracting(range), width: width)
        while writer.count < end { writer.append(UInt8(0)) }
    }
}
