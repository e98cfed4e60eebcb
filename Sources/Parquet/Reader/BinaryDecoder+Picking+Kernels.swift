// Strings that are picked out of a page: the others are walked over by their lengths. What is
// picked is copied into a block of the batch's own, so that a few values do not keep whole pages.

import BinaryIO
import Columnar

extension BinaryDecoder {
    /// Appends the indices that are wanted to the batch.
    func appendIndices(_ runs: [ValueRun]) throws(ParquetError) {
        let count = runs.takenCount
        let target = unsafe output.appendUninitialized(count * MemoryLayout<UInt32>.stride)
            .bindMemory(to: UInt32.self, capacity: count)
        try unsafe indices?.decode(runs, into: target)
    }

    /// Appends the dictionary's views at the indices that are wanted.
    func gatherViews(_ runs: [ValueRun]) throws(ParquetError) {
        let count = runs.takenCount
        let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, count))
        defer { unsafe scratch.deallocate() }
        try unsafe indices?.decode(runs, into: scratch)
        let target = unsafe output.appendUninitialized(count * MemoryLayout<BinaryView>.stride)
            .bindMemory(to: BinaryView.self, capacity: count)
        let dictionary = dictionaryViews.views
        unsafe dictionary.span.withUnsafeBufferPointer { views in
            for position in 0..<count {
                unsafe target[position] = views[Int(scratch[position])]
            }
        }
    }

    /// Moves past the next `count` values of a PLAIN page.
    func skipPlain(_ count: Int) throws(ParquetError) {
        let fixed = column.physicalType == .byteArray ? nil : column.typeLength
        let body = plain
        let end = unsafe body.span.withUnsafeBytes { page in
            unsafe Self.end(of: count, fixed, page, plainOffset)
        }
        guard let end else { throw .corrupt("a page has too few values") }
        plainOffset = end
    }

    /// Appends the wanted ones of the next values of a PLAIN page; the long ones stand in block
    /// `block`, the bytes of which are `picked`.
    func pickPlain(_ runs: [ValueRun], block: Int) throws(ParquetError) {
        let fixed = column.physicalType == .byteArray ? nil : column.typeLength
        let validates = mustValidateValues
        var position = plainOffset
        let body = plain
        let isWhole = unsafe body.span.withUnsafeBytes { page -> Bool in
            for run in runs {
                guard let start = unsafe Self.end(of: run.passed, fixed, page, position) else {
                    return false
                }
                position = start
                for _ in 0..<run.taken {
                    guard let end = unsafe Self.end(of: 1, fixed, page, position),
                        let base = page.baseAddress
                    else { return false }
                    let first = position + (fixed == nil ? 4 : 0)
                    position = end
                    if unsafe validates && !Self.isValidUTF8(base + first, end - first) {
                        return false
                    }
                    unsafe append(
                        UnsafeRawBufferPointer(start: base + first, count: end - first), block)
                }
            }
            return true
        }
        guard isWhole else { throw .corrupt("a value of a page is cut off or is not UTF-8") }
        plainOffset = position
    }

    /// Where the next `count` values from `offset` on end; nil where they are not all there.
    @inline(__always)
    private static func end(
        of count: Int, _ fixed: Int?, _ page: UnsafeRawBufferPointer, _ offset: Int
    ) -> Int? {
        if let fixed {
            guard fixed == 0 || count <= (page.count - offset) / fixed else { return nil }
            return offset + count * fixed
        }
        var position = offset
        for _ in 0..<count {
            guard page.count - position >= 4, let base = page.baseAddress else { return nil }
            let length = unsafe Int(
                base.loadUnaligned(fromByteOffset: position, as: UInt32.self))
            position += 4
            guard length <= page.count - position else { return nil }
            position += length
        }
        return position
    }

    private func append(_ value: UnsafeRawBufferPointer, _ block: Int) {
        let view: BinaryView
        if value.count > BinaryView.inlineBytesMax {
            view = unsafe BinaryView(
                length: UInt32(truncatingIfNeeded: value.count),
                prefix: value.loadUnaligned(as: UInt32.self),
                blockIndex: UInt32(truncatingIfNeeded: block),
                offset: UInt32(truncatingIfNeeded: picked.count))
            unsafe picked.append(value.bytes)
        } else {
            view = unsafe BinaryView(inlining: value.bytes)
        }
        let target = unsafe output.appendUninitialized(MemoryLayout<BinaryView>.stride)
        unsafe target.storeBytes(of: view, as: BinaryView.self)
    }
}
