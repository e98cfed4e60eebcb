// Runs and packed values into raw memory: levels as bytes, indices as 32-bit integers. The
// pointers come from buffers that the callers sized; everything read is checked by `next`.

import BinaryIO

extension HybridDecoder {
    /// Writes `count` values to `output`, which has room for them.
    mutating func decode(
        _ count: Int, into output: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) {
        var done = 0
        while done < count {
            switch try next(atMost: count - done) {
            case .repeated(let value, let taken):
                unsafe (output + done).update(repeating: value, count: taken)
                done += taken
            case .packed(let start, let index, let taken):
                unsafe unpack(start, index, taken, output + done)
                done += taken
            }
        }
    }

    /// Writes the values of `runs` to `output`, which has room for them.
    mutating func decode(
        _ runs: [ValueRun], into output: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) {
        var done = 0
        for run in runs {
            try skip(run.passed)
            try unsafe decode(run.taken, into: output + done)
            done += run.taken
        }
    }

    /// Writes `count` values of at most eight bits to `output`, which has room for them.
    mutating func decodeLevels(
        _ count: Int, into output: UnsafeMutablePointer<UInt8>
    ) throws(ParquetError) {
        var done = 0
        while done < count {
            switch try next(atMost: count - done) {
            case .repeated(let value, let taken):
                unsafe (output + done).update(
                    repeating: UInt8(truncatingIfNeeded: value), count: taken)
                done += taken
            case .packed(let start, let index, let taken):
                unsafe unpackLevels(start, index, taken, output + done)
                done += taken
            }
        }
    }

    /// What a temporary allocation may be to stand on the stack: 1024 bytes.
    private static let scratchCount = 256

    private func unpackLevels(
        _ start: Int, _ index: Int, _ count: Int, _ output: UnsafeMutablePointer<UInt8>
    ) {
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.scratchCount) {
            guard let base = $0.baseAddress else { return }
            var done = 0
            while done < count {
                let taken = min(count - done, Self.scratchCount)
                unsafe unpack(start, index + done, taken, base)
                for position in 0..<taken {
                    unsafe output[done + position] = UInt8(truncatingIfNeeded: base[position])
                }
                done += taken
            }
        }
    }

    private func unpack(
        _ start: Int, _ index: Int, _ count: Int, _ output: UnsafeMutablePointer<UInt32>
    ) {
        // Up to the next whole byte value by value, then in one go, unless few are left.
        var done = 0
        while done < count && (((index + done) * width) % 8 != 0 || count - done < 8) {
            unsafe output[done] = single(start, index + done)
            done += 1
        }
        guard done < count else { return }
        let rest = count - done
        let buffer = unsafe UnsafeMutableBufferPointer(start: output + done, count: rest)
        var target = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
        let fits = BitPacking.unpack(
            bytes.span, offset: start + (index + done) * width / 8, width: width, count: rest,
            into: &target)
        _ = unsafe target.finalize(for: buffer)
        precondition(fits, "a run was longer than its bytes")
    }

    private func single(_ start: Int, _ index: Int) -> UInt32 {
        let bit = index * width
        let word = bytes.span.wordOrZeros(at: start + bit / 8) >> UInt64(bit % 8)
        return UInt32(truncatingIfNeeded: word & (1 << UInt64(width) - 1))
    }
}
