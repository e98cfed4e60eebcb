// The loops over strings. A value's length is read from the page and checked against its end
// before anything else is; what is appended has room.

import BinaryIO
import Columnar

extension BinaryDecoder {
    /// Whether no byte has its top bit set.
    static func isASCII(_ bytes: Bytes) -> Bool {
        unsafe bytes.span.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return true }
            var index = 0
            var seen = SIMD16<UInt8>(repeating: 0)
            while index + 64 <= buffer.count {
                seen |= unsafe base.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
                seen |= unsafe base.loadUnaligned(
                    fromByteOffset: index + 16, as: SIMD16<UInt8>.self)
                seen |= unsafe base.loadUnaligned(
                    fromByteOffset: index + 32, as: SIMD16<UInt8>.self)
                seen |= unsafe base.loadUnaligned(
                    fromByteOffset: index + 48, as: SIMD16<UInt8>.self)
                index += 64
            }
            var rest: UInt8 = 0
            while index < buffer.count {
                rest |= unsafe buffer[index]
                index += 1
            }
            let words = unsafe unsafeBitCast(seen, to: SIMD2<UInt64>.self)
            return (words[0] | words[1]) & 0x8080_8080_8080_8080 == 0 && rest < 0x80
        }
    }

    /// Appends views of the next `count` values of `body`, which is block `block`.
    func appendViews(
        of body: Bytes, offset: inout Int, count: Int, block: Int, validates: Bool,
        to writer: inout ByteWriter
    ) throws(ParquetError) {
        // A value takes at least its length, so no more than the page can hold is reserved.
        let least = column.physicalType == .byteArray ? 4 : column.typeLength
        guard count <= (body.count - offset) / least else {
            throw .corrupt("a page has too few values")
        }
        let target = unsafe writer.appendUninitialized(count * MemoryLayout<BinaryView>.stride)
            .bindMemory(to: BinaryView.self, capacity: count)
        let fixed = column.physicalType == .byteArray ? nil : column.typeLength
        var position = offset
        let written = unsafe body.span.withUnsafeBytes { page -> Int in
            guard let base = page.baseAddress else { return 0 }
            for row in 0..<count {
                var length = fixed ?? 0
                if fixed == nil {
                    guard page.count - position >= 4 else { return row }
                    length = unsafe Int(
                        base.loadUnaligned(fromByteOffset: position, as: UInt32.self))
                    position += 4
                }
                guard length <= page.count - position else { return row }
                if unsafe validates && !Self.isValidUTF8(base + position, length) {
                    return row
                }
                unsafe target[row] = Self.view(
                    base + position, length, available: page.count - position, block, position)
                position += length
            }
            return count
        }
        guard written == count else {
            throw .corrupt("value \(written) of a page is cut off or is not UTF-8")
        }
        offset = position
    }

    @inline(__always)
    private static func view(
        _ start: UnsafeRawPointer, _ length: Int, available: Int, _ block: Int, _ offset: Int
    ) -> BinaryView {
        if length > 12 {
            return unsafe BinaryView(
                length: UInt32(truncatingIfNeeded: length),
                prefix: start.loadUnaligned(as: UInt32.self),
                blockIndex: UInt32(truncatingIfNeeded: block),
                offset: UInt32(truncatingIfNeeded: offset))
        }
        if available >= 16 {
            // Load more than the value and mask the surplus off.
            let low = unsafe start.loadUnaligned(as: UInt64.self)
            let high = unsafe start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let lowMask: UInt64 = length >= 8 ? .max : (1 << UInt64(length * 8)) - 1
            let highMask: UInt64 = length <= 8 ? 0 : (1 << UInt64((length - 8) * 8)) - 1
            let first = low & lowMask
            return BinaryView(
                length: UInt32(truncatingIfNeeded: length),
                prefix: UInt32(truncatingIfNeeded: first),
                blockIndex: UInt32(truncatingIfNeeded: first >> 32),
                offset: UInt32(truncatingIfNeeded: high & highMask))
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: length)
        return unsafe BinaryView(inlining: bytes.bytes)
    }

    static func isValidUTF8(_ start: UnsafeRawPointer, _ length: Int) -> Bool {
        let bytes = unsafe UnsafeBufferPointer(
            start: start.assumingMemoryBound(to: UInt8.self), count: length)
        return (try? unsafe UTF8Span(validating: bytes.span)) != nil
    }

    /// Appends the next `count` indices to the batch.
    func appendIndices(_ count: Int) throws(ParquetError) {
        let target = unsafe output.appendUninitialized(count * MemoryLayout<UInt32>.stride)
            .bindMemory(to: UInt32.self, capacity: count)
        try unsafe indices?.decode(count, into: target)
    }

    /// Appends the dictionary's views at the next `count` indices.
    func gatherViews(_ count: Int) throws(ParquetError) {
        let target = unsafe output.appendUninitialized(count * MemoryLayout<BinaryView>.stride)
            .bindMemory(to: BinaryView.self, capacity: count)
        let step = min(count, 1024)
        let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: step)
        defer { unsafe scratch.deallocate() }
        let dictionary = dictionaryViews.views
        var done = 0
        while done < count {
            let taken = min(step, count - done)
            try unsafe indices?.decode(taken, into: scratch)
            unsafe dictionary.span.withUnsafeBufferPointer { views in
                for position in 0..<taken {
                    unsafe target[done + position] = views[Int(scratch[position])]
                }
            }
            done += taken
        }
    }

    /// Looks the indices of the batch up in the dictionary.
    func replaceIndicesWithViews() {
        let count = output.count / MemoryLayout<UInt32>.stride
        var views = ByteWriter(capacity: count * MemoryLayout<BinaryView>.stride)
        let target = unsafe views.appendUninitialized(count * MemoryLayout<BinaryView>.stride)
            .bindMemory(to: BinaryView.self, capacity: count)
        let indices = unsafe output.mutableBase.bindMemory(to: UInt32.self, capacity: count)
        let dictionary = dictionaryViews.views
        for position in 0..<count {
            unsafe target[position] = dictionary.span[Int(indices[position])]
        }
        swap(&views, &output)
    }

    /// Moves the dense indices apart so that each stands in its row; nulls become zero.
    func spreadIndices(slots: Int, validity: Bitmap?) {
        spread(UInt32.self, 0, slots: slots, validity: validity)
    }

    /// Moves the dense views apart so that each stands in its row; nulls become empty.
    func spreadViews(slots: Int, validity: Bitmap?) {
        spread(BinaryView.self, .empty, slots: slots, validity: validity)
    }

    private func spread<Element: BitwiseCopyable>(
        _ type: Element.Type, _ null: Element, slots: Int, validity: Bitmap?
    ) {
        let stride = MemoryLayout<Element>.stride
        let dense = output.count / stride
        if dense < slots { unsafe _ = output.appendUninitialized((slots - dense) * stride) }
        guard let validity, slots > 0 else { return }
        unsafe Spreading.spread(type, output.mutableBase, slots, dense, validity, null)
    }
}
