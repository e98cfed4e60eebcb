// The loops over values of fixed width. Sizes have been checked by the callers: targets have room
// for what is written, sources hold what is read, indices lie in the dictionary.
//
// A decoder is used through `any ValueDecoder`, and the methods of a generic class are not
// specialised behind an existential: each value then costs calls into the runtime. So the loops are
// closures, made where the mapping is known, which the compiler does specialise.

import BinaryIO
import Columnar

/// The inner loops for one mapping.
@safe struct FixedWidthKernels: Sendable {
    /// Writes `count` stored values; false where one cannot be held.
    let map:
        @Sendable (
            _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer
        ) -> Bool
    /// Writes the dictionary's values at `count` indices.
    let gather:
        @Sendable (
            _ dictionary: UnsafeRawPointer, _ indices: UnsafePointer<UInt32>, _ count: Int,
            _ target: UnsafeMutableRawPointer
        ) -> Void
    /// Moves dense values apart so that each stands in its row; nulls become zero.
    let spread:
        @Sendable (
            _ values: UnsafeMutableRawPointer, _ slots: Int, _ dense: Int, _ validity: Bitmap
        ) -> Void

    @inline(__always)
    init<Mapping: ValueMapping>(_ mapping: Mapping) {
        typealias Output = Mapping.Output
        let storedBytes = mapping.storedBytes
        unsafe map = { source, count, target in
            let target = unsafe target.assumingMemoryBound(to: Output.self)
            var failed = false
            for index in 0..<count {
                unsafe target[index] = mapping.value(
                    at: source + index * storedBytes, failed: &failed)
            }
            return !failed
        }
        unsafe gather = { dictionary, indices, count, target in
            let values = unsafe dictionary.assumingMemoryBound(to: Output.self)
            let target = unsafe target.assumingMemoryBound(to: Output.self)
            for position in 0..<count {
                unsafe target[position] = values[Int(indices[position])]
            }
        }
        unsafe spread = { values, slots, dense, validity in
            let values = unsafe values.assumingMemoryBound(to: Output.self)
            var dense = dense
            Spreading.backwards(slots: slots, dense: &dense, validity: validity) { row, source in
                unsafe values[row] = source.map { unsafe values[$0] } ?? Output.zero
            }
        }
    }
}

extension FixedWidthDecoder {
    private typealias Output = Mapping.Output
    private var stride: Int { MemoryLayout<Output>.stride }

    /// The first `count` stored values of `body`.
    func mapAll(_ body: Bytes, _ count: Int) throws(ParquetError) -> TypedBuffer<Mapping.Output> {
        var values = ByteWriter(capacity: count * stride)
        let target = unsafe values.appendUninitialized(count * stride)
        // What fails here may never be pointed at, but a dictionary is written from values.
        try unsafe map(body, count, target)
        return TypedBuffer(bytes: values.finish(), count: count)
    }

    /// Appends the `count` stored values of `source`.
    func map(_ source: Bytes, _ count: Int) throws(ParquetError) {
        let target = unsafe output.appendUninitialized(count * stride)
        try unsafe map(source, count, target)
    }

    private func map(
        _ source: Bytes, _ count: Int, _ target: UnsafeMutableRawPointer
    ) throws(ParquetError) {
        let kernels = self.kernels
        let isWhole = unsafe source.span.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            return unsafe kernels.map(base, count, target)
        }
        if !isWhole { throw outOfRange }
    }

    /// Appends the dictionary's values at the next `count` indices.
    func gather(_ count: Int) throws(ParquetError) {
        guard let dictionary else { throw .missingDictionary }
        let target = unsafe output.appendUninitialized(count * stride)
        let kernels = self.kernels
        let step = 1024
        let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: step)
        defer { unsafe scratch.deallocate() }
        var done = 0
        while done < count {
            let taken = min(step, count - done)
            try unsafe indices?.decode(taken, into: scratch)
            unsafe dictionary.span.withUnsafeBytes { values in
                guard let base = values.baseAddress else { return }
                unsafe kernels.gather(base, scratch, taken, target + done * stride)
            }
            done += taken
        }
    }

    /// Moves the dense values apart so that each stands in its row; nulls become zero.
    func spread(slots: Int, validity: Bitmap?) {
        let dense = output.count / stride
        if dense < slots {
            unsafe _ = output.appendUninitialized((slots - dense) * stride)
        }
        guard let validity, slots > 0 else { return }
        unsafe kernels.spread(output.mutableBase, slots, dense, validity)
    }
}
