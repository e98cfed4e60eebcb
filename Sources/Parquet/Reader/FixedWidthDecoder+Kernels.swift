// The loops over values of fixed width. Sizes have been checked by the callers: `output` has room
// for what is appended, `source` holds what is read, indices lie in the dictionary.

import BinaryIO
import Columnar

extension FixedWidthDecoder {
    private typealias Output = Mapping.Output

    /// The first `count` stored values of `body`.
    func mapAll(_ body: Bytes, _ count: Int) throws(ParquetError) -> TypedBuffer<Mapping.Output> {
        var failed = false
        let mapping = self.mapping
        let values = TypedBuffer<Output>(capacity: count) { output in
            unsafe body.span.withUnsafeBytes { source in
                guard let base = source.baseAddress else { return }
                for index in 0..<count {
                    output.append(
                        unsafe mapping.value(
                            at: base + index * mapping.storedBytes, failed: &failed))
                }
            }
        }
        // What fails here may never be pointed at, but a dictionary is written from values.
        if failed { throw outOfRange }
        return values
    }

    /// Appends the `count` stored values of `source`.
    func map(_ source: Bytes, _ count: Int) throws(ParquetError) {
        let target = unsafe output.appendUninitialized(count * MemoryLayout<Output>.stride)
            .bindMemory(to: Output.self, capacity: count)
        var failed = false
        let mapping = self.mapping
        unsafe source.span.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            for index in 0..<count {
                unsafe target[index] = mapping.value(
                    at: base + index * mapping.storedBytes, failed: &failed)
            }
        }
        if failed { throw outOfRange }
    }

    /// Appends the dictionary's values at the next `count` indices.
    func gather(_ count: Int) throws(ParquetError) {
        guard let dictionary else { throw .missingDictionary }
        let target = unsafe output.appendUninitialized(count * MemoryLayout<Output>.stride)
            .bindMemory(to: Output.self, capacity: count)
        let step = 1024
        let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: step)
        defer { unsafe scratch.deallocate() }
        var done = 0
        while done < count {
            let taken = min(step, count - done)
            try unsafe indices?.decode(taken, into: scratch)
            unsafe dictionary.span.withUnsafeBufferPointer { values in
                for position in 0..<taken {
                    unsafe target[done + position] = values[Int(scratch[position])]
                }
            }
            done += taken
        }
    }

    /// Moves the dense values apart so that each stands in its row; nulls become zero.
    func spread(slots: Int, validity: Bitmap?) {
        let stride = MemoryLayout<Output>.stride
        var source = output.count / stride
        if source < slots {
            unsafe _ = output.appendUninitialized((slots - source) * stride)
        }
        guard let validity, slots > 0 else { return }
        let values = unsafe output.mutableBase.bindMemory(to: Output.self, capacity: slots)
        Spreading.backwards(slots: slots, dense: &source, validity: validity) { row, dense in
            unsafe values[row] = dense.map { unsafe values[$0] } ?? Output.zero
        }
    }
}
