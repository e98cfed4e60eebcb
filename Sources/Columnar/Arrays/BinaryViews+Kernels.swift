// Strings one behind the other, as engines without views want them. Every value lies within its
// block (`BinaryViews.isWellFormed`); what is written has been counted before.

public import BinaryIO

extension BinaryViews {
    /// The values in Arrow's layout of 32-bit offsets (Arrow columnar format, *Variable-size Binary
    /// Layout*): `offsets` has one more element than there are values, and value `n` is
    /// `bytes[offsets[n]..<offsets[n + 1]]`.
    ///
    /// - Returns: nil where the values take more than 2 GiB, which such offsets cannot say.
    /// - Complexity: O(values + bytes).
    public func contiguous() -> (offsets: TypedBuffer<Int32>, bytes: Bytes)? {
        unsafe views.span.withUnsafeBufferPointer { views in
            Self.contiguous(count: count, blocks: blocks) { unsafe views[$0] }
        }
    }

    /// The values at `indices`, each of which lies below `count`, in the same layout.
    ///
    /// - Complexity: O(indices + bytes).
    public func contiguous(
        at indices: TypedBuffer<Int32>
    ) -> (offsets: TypedBuffer<Int32>, bytes: Bytes)? {
        let span = indices.span
        return unsafe views.span.withUnsafeBufferPointer { views in
            Self.contiguous(count: span.count, blocks: blocks) { row in
                let index = Int(span[row])
                precondition(index >= 0 && index < views.count, "an index outside the values")
                return unsafe views[index]
            }
        }
    }

    /// A copy of this many bytes goes where a value of less ends.
    private static let slackBytes = 16

    @inline(__always)
    private static func contiguous(
        count: Int, blocks: [Bytes], _ view: (Int) -> BinaryView
    ) -> (offsets: TypedBuffer<Int32>, bytes: Bytes)? {
        var total = 0
        let offsets = TypedBuffer<Int32>(capacity: count + 1) { output in
            output.append(0)
            for row in 0..<count {
                total += view(row).count
                output.append(Int32(truncatingIfNeeded: total))
            }
        }
        guard total <= Int(Int32.max) else { return nil }
        let sizes = blocks.map(\.count)
        let bases = unsafe blocks.map { block in
            unsafe block.span.withUnsafeBytes { $0.baseAddress }
        }
        let bytes = unsafe Bytes(unsafeUninitializedCapacity: total + slackBytes) { buffer in
            guard var target = buffer.baseAddress else { return 0 }
            for row in 0..<count {
                let value = view(row)
                if value.isInline {
                    unsafe target.storeBytes(of: value.prefix, as: UInt32.self)
                    unsafe target.storeBytes(
                        of: value.blockIndex, toByteOffset: 4, as: UInt32.self)
                    unsafe target.storeBytes(of: value.offset, toByteOffset: 8, as: UInt32.self)
                } else if let base = unsafe bases[Int(value.blockIndex)] {
                    let left = sizes[Int(value.blockIndex)] - Int(value.offset) - value.count
                    unsafe copy(
                        base + Int(value.offset), value.count, target, maySurpass: left)
                }
                unsafe target += value.count
            }
            return total
        }
        return (offsets, bytes)
    }

    /// - Parameter maySurpass: bytes that may be read behind the value.
    @inline(__always)
    private static func copy(
        _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer,
        maySurpass left: Int
    ) {
        guard left >= slackBytes, count <= 64 else {
            unsafe target.copyMemory(from: source, byteCount: count)
            return
        }
        var done = 0
        while done < count {
            unsafe target.storeBytes(
                of: source.loadUnaligned(fromByteOffset: done, as: SIMD16<UInt8>.self),
                toByteOffset: done, as: SIMD16<UInt8>.self)
            done += slackBytes
        }
    }
}
