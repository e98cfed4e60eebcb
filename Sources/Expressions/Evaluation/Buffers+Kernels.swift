// The loops that everything on fixed-width values runs in. They are inlined into their callers
// with the operation, so that each becomes one loop over plain memory; bounds are checked once.

import BinaryIO
import Columnar

typealias Plain = BitwiseCopyable & Sendable

/// `body` of every value.
@inline(__always)
func mapValues<A: Plain, R: Plain>(
    _ source: TypedBuffer<A>, _ body: (A) -> R
) -> TypedBuffer<R> {
    let count = source.count
    let bytes = unsafe Bytes(unsafeUninitializedCapacity: count * MemoryLayout<R>.stride) { raw in
        let output = unsafe raw.bindMemory(to: R.self)
        let span = source.span
        unsafe span.withUnsafeBufferPointer { input in
            for index in 0..<count { unsafe output[index] = unsafe body(input[index]) }
        }
        return count * MemoryLayout<R>.stride
    }
    return TypedBuffer(bytes: bytes, count: count)
}

/// `body` of every pair of values; a constant is paired with each.
@inline(__always)
func mapPairs<A: Plain, B: Plain, R: Plain>(
    _ left: Operand<A>, _ right: Operand<B>, count: Int, _ body: (A, B) -> R
) -> TypedBuffer<R> {
    checkLengths(left, right, count)
    let bytes = unsafe Bytes(unsafeUninitializedCapacity: count * MemoryLayout<R>.stride) { raw in
        let output = unsafe raw.bindMemory(to: R.self)
        let leftSpan = left.buffer.span
        let rightSpan = right.buffer.span
        unsafe leftSpan.withUnsafeBufferPointer { first in
            unsafe rightSpan.withUnsafeBufferPointer { second in
                if left.step == 1, right.step == 1 {
                    for index in 0..<count {
                        unsafe output[index] = unsafe body(first[index], second[index])
                    }
                } else if left.step == 1, count > 0 {
                    let value = unsafe second[0]
                    for index in 0..<count {
                        unsafe output[index] = unsafe body(first[index], value)
                    }
                } else if count > 0 {
                    let value = unsafe first[0]
                    for index in 0..<count {
                        unsafe output[index] = unsafe body(value, second[index * right.step])
                    }
                }
            }
        }
        return count * MemoryLayout<R>.stride
    }
    return TypedBuffer(bytes: bytes, count: count)
}

/// A bit for every pair of values.
@inline(__always)
func mapBits<A: Plain, B: Plain>(
    _ left: Operand<A>, _ right: Operand<B>, count: Int, _ body: (A, B) -> Bool
) -> Bitmap {
    checkLengths(left, right, count)
    let leftSpan = left.buffer.span
    let rightSpan = right.buffer.span
    let words = TypedBuffer<UInt64>(capacity: (count + 63) / 64) { output in
        unsafe leftSpan.withUnsafeBufferPointer { first in
            unsafe rightSpan.withUnsafeBufferPointer { second in
                let steps = (left.step, right.step)
                var start = 0
                while start < count {
                    let end = Swift.min(start &+ 64, count)
                    var word: UInt64 = 0
                    if steps.1 == 0 {
                        let value = unsafe second[0]
                        for index in start..<end {
                            let bit: UInt64 = unsafe body(first[index &* steps.0], value) ? 1 : 0
                            word |= bit &<< UInt64(truncatingIfNeeded: index &- start)
                        }
                    } else {
                        for index in start..<end {
                            let bit: UInt64 =
                                unsafe body(first[index &* steps.0], second[index]) ? 1 : 0
                            word |= bit &<< UInt64(truncatingIfNeeded: index &- start)
                        }
                    }
                    output.append(word)
                    start = end
                }
            }
        }
    }
    return Bitmap(words: words, count: count)
}

private func checkLengths<A: Plain, B: Plain>(
    _ left: Operand<A>, _ right: Operand<B>, _ count: Int
) {
    precondition(
        left.buffer.count >= (left.step == 1 ? count : Swift.min(count, 1))
            && right.buffer.count >= (right.step == 1 ? count : Swift.min(count, 1)),
        "operands of another length")
}

/// A bit for every index.
@inline(__always)
func makeBits(count: Int, _ body: (Int) -> Bool) -> Bitmap {
    let words = TypedBuffer<UInt64>(capacity: (count + 63) / 64) { output in
        var start = 0
        while start < count {
            let end = Swift.min(start &+ 64, count)
            var word: UInt64 = 0
            for index in start..<end {
                word |= (body(index) ? 1 : 0) &<< UInt64(truncatingIfNeeded: index &- start)
            }
            output.append(word)
            start = end
        }
    }
    return Bitmap(words: words, count: count)
}

extension Bitmap {
    /// The bits of `subset`, whose bit i stands at `rows[i]` of a bitmap of `count` bits; the
    /// other bits are not set.
    static func scatter(_ subset: Bitmap, at rows: TypedBuffer<Int32>, count: Int) -> Bitmap {
        var words = [UInt64](repeating: 0, count: (count + 63) / 64)
        let span = rows.span
        for index in span.indices where subset[index] {
            let row = Int(span[index])
            words[row >> 6] |= 1 << UInt64(row & 63)
        }
        return Bitmap(words: TypedBuffer(words), count: count)
    }
}
