// The loops over values of fixed width. Sizes have been checked by the callers: `output` has room
// for what is appended, `source` holds what is read, indices lie in the dictionary.

import BinaryIO
import Columnar

extension FixedWidthDecoder {
    /// Appends the `count` stored values of `source`, converted.
    func map(_ source: Bytes, _ count: Int, to writer: inout ByteWriter) throws(ParquetError) {
        guard count > 0 else { return }
        let target = unsafe writer.appendUninitialized(count * valueBytes)
        let failed = unsafe source.span.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            return unsafe convert(base, count, target)
        }
        if failed { throw outOfRange }
    }

    /// - Returns: whether a value could not be held.
    private func convert(
        _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer
    ) -> Bool {
        switch conversion {
        case .int32ToInt8:
            unsafe Self.run(WidenedInteger<Int8, Int8>(storedBytes: 4), source, count, target)
        case .int32ToInt16:
            unsafe Self.run(WidenedInteger<Int16, Int16>(storedBytes: 4), source, count, target)
        case .uint8ToInt16:
            unsafe Self.run(WidenedInteger<UInt8, Int16>(storedBytes: 4), source, count, target)
        case .uint16ToInt32:
            unsafe Self.run(WidenedInteger<UInt16, Int32>(storedBytes: 4), source, count, target)
        case .uint32ToInt64:
            unsafe Self.run(WidenedInteger<UInt32, Int64>(storedBytes: 4), source, count, target)
        case .int32ToInt64:
            unsafe Self.run(WidenedInteger<Int32, Int64>(storedBytes: 4), source, count, target)
        case .int32ToInt128:
            unsafe Self.run(WidenedInteger<Int32, Int128>(storedBytes: 4), source, count, target)
        case .int64ToInt128:
            unsafe Self.run(WidenedInteger<Int64, Int128>(storedBytes: 8), source, count, target)
        case .uint64ToInt128:
            unsafe Self.run(WidenedInteger<UInt64, Int128>(storedBytes: 8), source, count, target)
        case .millisToMicros: unsafe Self.run(MillisToMicros(), source, count, target)
        case .nanosToMicros: unsafe Self.run(NanosToMicros(), source, count, target)
        case .int96ToMicros: unsafe Self.run(Int96ToMicros(), source, count, target)
        case .float16: unsafe Self.run(HalfToFloat(), source, count, target)
        case .decimalToInt64:
            unsafe Self.run(
                BigEndianDecimal<Int64>(storedBytes: storedBytes), source, count, target)
        case .decimalToInt128:
            unsafe Self.run(
                BigEndianDecimal<Int128>(storedBytes: storedBytes), source, count, target)
        case .null, .boolean, .int32, .int64, .float32, .float64, .bytes, .text:
            preconditionFailure("\(conversion) is not converted value by value")
        }
    }

    private static func run<Mapping: ValueMapping>(
        _ mapping: Mapping, _ source: UnsafeRawPointer, _ count: Int,
        _ target: UnsafeMutableRawPointer
    ) -> Bool {
        let values = unsafe target.bindMemory(to: Mapping.Output.self, capacity: count)
        var failed = false
        for index in 0..<count {
            unsafe values[index] = mapping.value(
                at: source + index * mapping.storedBytes, failed: &failed)
        }
        return failed
    }

    /// Appends the dictionary's values at the next `count` indices.
    func gather(_ count: Int) throws(ParquetError) {
        guard let dictionary else { throw .missingDictionary }
        let target = unsafe output.appendUninitialized(count * valueBytes)
        let step = min(count, 2048)
        let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: step)
        defer { unsafe scratch.deallocate() }
        var done = 0
        while done < count {
            let taken = min(step, count - done)
            try unsafe indices?.decode(taken, into: scratch)
            unsafe dictionary.span.withUnsafeBytes { values in
                guard let base = values.baseAddress else { return }
                unsafe look(up: scratch, taken, in: base, target + done * valueBytes)
            }
            done += taken
        }
    }

    /// Appends the dictionary's values at those of the next indices that are wanted.
    func gather(_ runs: [ValueRun]) throws(ParquetError) {
        guard let dictionary else { throw .missingDictionary }
        let count = runs.takenCount
        let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, count))
        defer { unsafe scratch.deallocate() }
        try unsafe indices?.decode(runs, into: scratch)
        let target = unsafe output.appendUninitialized(count * valueBytes)
        unsafe dictionary.span.withUnsafeBytes { values in
            guard let base = values.baseAddress else { return }
            unsafe look(up: scratch, count, in: base, target)
        }
    }

    /// Appends those stored values of `source` that are wanted; it holds all of them.
    func pick(_ runs: [ValueRun], of source: Bytes, into writer: inout ByteWriter) {
        let target = unsafe writer.appendUninitialized(runs.takenCount * storedBytes)
        unsafe source.span.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            switch storedBytes {
            case 4: unsafe Self.pick(UInt32.self, runs, base, target)
            case 8: unsafe Self.pick(UInt64.self, runs, base, target)
            default: unsafe Self.pick(runs, of: storedBytes, base, target)
            }
        }
    }

    private static func pick<Element: BitwiseCopyable>(
        _ type: Element.Type, _ runs: [ValueRun], _ source: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer
    ) {
        let stride = MemoryLayout<Element>.stride
        var source = unsafe source
        var target = unsafe target
        for run in runs {
            unsafe source += run.passed * stride
            for position in 0..<run.taken {
                let value = unsafe source.loadUnaligned(
                    fromByteOffset: position * stride, as: Element.self)
                unsafe target.storeBytes(
                    of: value, toByteOffset: position * stride, as: Element.self)
            }
            unsafe source += run.taken * stride
            unsafe target += run.taken * stride
        }
    }

    private static func pick(
        _ runs: [ValueRun], of stride: Int, _ source: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer
    ) {
        var source = unsafe source
        var target = unsafe target
        for run in runs {
            unsafe source += run.passed * stride
            unsafe target.copyMemory(from: source, byteCount: run.taken * stride)
            unsafe source += run.taken * stride
            unsafe target += run.taken * stride
        }
    }

    private func look(
        up indices: UnsafePointer<UInt32>, _ count: Int, in values: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer
    ) {
        switch valueBytes {
        case 1: unsafe Self.copy(UInt8.self, values, indices, count, target)
        case 2: unsafe Self.copy(UInt16.self, values, indices, count, target)
        case 4: unsafe Self.copy(UInt32.self, values, indices, count, target)
        case 8: unsafe Self.copy(UInt64.self, values, indices, count, target)
        default: unsafe Self.copy(UInt128.self, values, indices, count, target)
        }
    }

    private static func copy<Element: BitwiseCopyable>(
        _ type: Element.Type, _ values: UnsafeRawPointer, _ indices: UnsafePointer<UInt32>,
        _ count: Int, _ target: UnsafeMutableRawPointer
    ) {
        let source = unsafe values.assumingMemoryBound(to: Element.self)
        let output = unsafe target.bindMemory(to: Element.self, capacity: count)
        for position in 0..<count {
            unsafe output[position] = source[Int(indices[position])]
        }
    }

    /// Moves the dense values apart so that each stands in its row; nulls become zero.
    func spread(slots: Int, validity: Bitmap?) {
        let dense = output.count / valueBytes
        if dense < slots {
            unsafe _ = output.appendUninitialized((slots - dense) * valueBytes)
        }
        guard let validity, slots > 0 else { return }
        let base = unsafe output.mutableBase
        switch valueBytes {
        case 1: unsafe Spreading.spread(UInt8.self, base, slots, dense, validity, 0)
        case 2: unsafe Spreading.spread(UInt16.self, base, slots, dense, validity, 0)
        case 4: unsafe Spreading.spread(UInt32.self, base, slots, dense, validity, 0)
        case 8: unsafe Spreading.spread(UInt64.self, base, slots, dense, validity, 0)
        default: unsafe Spreading.spread(UInt128.self, base, slots, dense, validity, 0)
        }
    }
}
