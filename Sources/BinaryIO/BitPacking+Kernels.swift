// The loops of bit packing over raw memory. Callers have checked every bound: `source` holds the
// packed bytes from `offset` on, `output` has room for `count` integers.
//
// A value of up to 32 bits at any bit position lies within one unaligned 64-bit word, so the loop
// is load, shift, mask. The width is a constant in each case of the switch: the shifts are then
// constants too. Words that would reach past the end are assembled byte by byte.

extension BitPacking {
    /// A 64-bit word from `offset`, with zeros for bytes past the end.
    private static func wordNearEnd(
        _ source: UnsafeRawBufferPointer, _ offset: Int
    ) -> UInt64 {
        var word: UInt64 = 0
        var shift: UInt64 = 0
        var index = offset
        while index < source.count && shift < 64 {
            word |= unsafe UInt64(source[index]) << shift
            shift += 8
            index += 1
        }
        return word
    }

    /// Unpacks whole groups of eight values while every word load stays inside; returns how many
    /// values were written.
    @inline(__always)
    private static func groups(
        _ source: UnsafeRawBufferPointer, _ offset: Int, _ count: Int, _ width: Int,
        _ output: UnsafeMutablePointer<UInt32>
    ) -> Int {
        guard let start = source.baseAddress else { return 0 }
        let mask: UInt64 = (1 << UInt64(width)) - 1
        // The last word of a group starts at byte 7 * width / 8.
        let reach = (7 * width) / 8 + 8
        var input = unsafe start + offset
        let available = source.count - offset
        guard available >= reach else { return 0 }
        let groupCount = Swift.min(count / 8, (available - reach) / width + 1)
        var target = unsafe output
        for _ in 0..<groupCount {
            @inline(__always) func value(_ index: Int) -> UInt32 {
                let word = unsafe input.loadUnaligned(
                    fromByteOffset: (index * width) >> 3, as: UInt64.self)
                return UInt32(
                    truncatingIfNeeded: (word &>> UInt64((index * width) & 7)) & mask)
            }
            unsafe target[0] = value(0)
            unsafe target[1] = value(1)
            unsafe target[2] = value(2)
            unsafe target[3] = value(3)
            unsafe target[4] = value(4)
            unsafe target[5] = value(5)
            unsafe target[6] = value(6)
            unsafe target[7] = value(7)
            unsafe target += 8
            unsafe input += width
        }
        return groupCount * 8
    }

    static func unpack32Kernel(
        _ source: UnsafeRawBufferPointer, offset: Int, width: Int, count: Int,
        into output: UnsafeMutablePointer<UInt32>
    ) {
        guard width > 0 else {
            unsafe output.update(repeating: 0, count: count)
            return
        }
        var done = unsafe unpackGroups(
            source, offset: offset, width: width, count: count, into: output)
        let mask: UInt64 = (1 << UInt64(width)) - 1
        while done < count {
            let bit = done * width
            let word = unsafe wordNearEnd(source, offset + bit >> 3)
            unsafe output[done] = UInt32(truncatingIfNeeded: (word >> UInt64(bit & 7)) & mask)
            done += 1
        }
    }

    private static func unpackGroups(
        _ source: UnsafeRawBufferPointer, offset: Int, width: Int, count: Int,
        into output: UnsafeMutablePointer<UInt32>
    ) -> Int {
        switch width {
        case 1: return unsafe groups(source, offset, count, 1, output)
        case 2: return unsafe groups(source, offset, count, 2, output)
        case 3: return unsafe groups(source, offset, count, 3, output)
        case 4: return unsafe groups(source, offset, count, 4, output)
        case 5: return unsafe groups(source, offset, count, 5, output)
        case 6: return unsafe groups(source, offset, count, 6, output)
        case 7: return unsafe groups(source, offset, count, 7, output)
        case 8: return unsafe groups(source, offset, count, 8, output)
        case 9: return unsafe groups(source, offset, count, 9, output)
        case 10: return unsafe groups(source, offset, count, 10, output)
        case 11: return unsafe groups(source, offset, count, 11, output)
        case 12: return unsafe groups(source, offset, count, 12, output)
        case 13: return unsafe groups(source, offset, count, 13, output)
        case 14: return unsafe groups(source, offset, count, 14, output)
        case 15: return unsafe groups(source, offset, count, 15, output)
        case 16: return unsafe groups(source, offset, count, 16, output)
        case 17: return unsafe groups(source, offset, count, 17, output)
        case 18: return unsafe groups(source, offset, count, 18, output)
        case 19: return unsafe groups(source, offset, count, 19, output)
        case 20: return unsafe groups(source, offset, count, 20, output)
        default: return unsafe groups(source, offset, count, width, output)
        }
    }

    static func unpack64Kernel(
        _ source: UnsafeRawBufferPointer, offset: Int, width: Int, count: Int,
        into output: UnsafeMutablePointer<UInt64>
    ) {
        guard width > 0 else {
            unsafe output.update(repeating: 0, count: count)
            return
        }
        let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
        for index in 0..<count {
            let bit = index * width
            let byte = offset + bit >> 3
            let shift = UInt64(bit & 7)
            let low: UInt64
            if byte + 8 <= source.count {
                low = unsafe source.loadUnaligned(fromByteOffset: byte, as: UInt64.self)
            } else {
                low = unsafe wordNearEnd(source, byte)
            }
            var value = low >> shift
            if Int(shift) + width > 64 && byte + 8 < source.count {
                value |= unsafe UInt64(source[byte + 8]) << (64 - shift)
            }
            unsafe output[index] = value & mask
        }
    }

    /// Packs `source` to `width` bits; `output` has room for the packed bytes and eight more.
    static func pack32Kernel(
        _ source: UnsafeBufferPointer<UInt32>, width: Int,
        into output: UnsafeMutableRawPointer
    ) {
        guard width > 0 else { return }
        var word: UInt64 = 0
        var filled = 0
        var target = unsafe output
        for index in 0..<source.count {
            let value = unsafe UInt64(source[index])
            word |= value &<< UInt64(filled)
            filled += width
            if filled >= 64 {
                unsafe target.storeBytes(of: word, as: UInt64.self)
                unsafe target += 8
                filled -= 64
                // The bits of this value that did not fit; a shift by 64 or more gives 0.
                word = value >> UInt64(width - filled)
            }
        }
        if filled > 0 {
            unsafe target.storeBytes(of: word, as: UInt64.self)
        }
    }
}
