// The hash table of a dictionary of numbers: open addressing over codes, keys in order of first
// appearance. Every slot index is masked by the table's size, and every code in it is below the
// count of keys.

import BinaryIO
import Columnar

/// Gives equal values equal codes, counting from 0.
struct FixedWidthTable {
    /// The different values as bits, by code.
    private(set) var keys: [UInt64] = []
    /// Codes, or `empty`; a power of two of them, at most half in use.
    private var slots: [UInt32] = Array(repeating: Self.empty, count: Self.slotsMin)

    private static let empty = UInt32.max
    private static let slotsMin = 1024

    @inline(__always)
    private static func slot(_ key: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    private var shift: UInt64 { UInt64(64 - slots.count.trailingZeroBitCount) }

    /// Appends the code of each value.
    mutating func appendCodes<Element: PhysicalElement>(
        _ values: TypedBuffer<Element>, to codes: inout [UInt32]
    ) {
        let span = values.span
        codes.reserveCapacity(codes.count + span.count)
        var index = 0
        while index < span.count {
            // Room for as many new keys as may come before the next look at the load.
            let taken = min(span.count - index, max(slots.count / 4, Self.slotsMin / 4))
            if (keys.count + taken) * 2 > slots.count { grow(keys.count + taken) }
            append(span.extracting(index..<(index + taken)), to: &codes)
            index += taken
        }
    }

    private mutating func append<Element: PhysicalElement>(
        _ values: Span<Element>, to codes: inout [UInt32]
    ) {
        let mask = slots.count - 1
        let shift = self.shift
        var lastKey: UInt64 = 0
        var lastCode = Self.empty
        unsafe slots.withUnsafeMutableBufferPointer { slots in
            for index in values.indices {
                let key = values[index].dictionaryKey
                if key == lastKey && lastCode != Self.empty {
                    codes.append(lastCode)
                    continue
                }
                var slot = Self.slot(key, shift) & mask
                var code = unsafe slots[slot]
                while code != Self.empty && keys[Int(code)] != key {
                    slot = (slot + 1) & mask
                    code = unsafe slots[slot]
                }
                if code == Self.empty {
                    code = UInt32(truncatingIfNeeded: keys.count)
                    keys.append(key)
                    unsafe slots[slot] = code
                }
                codes.append(code)
                lastKey = key
                lastCode = code
            }
        }
    }

    private mutating func grow(_ keyCount: Int) {
        var size = slots.count
        while keyCount * 2 > size { size *= 2 }
        slots = Array(repeating: Self.empty, count: size)
        let mask = size - 1
        let shift = self.shift
        for (code, key) in keys.enumerated() {
            var slot = Self.slot(key, shift) & mask
            while slots[slot] != Self.empty { slot = (slot + 1) & mask }
            slots[slot] = UInt32(truncatingIfNeeded: code)
        }
    }

    /// Appends the values that `codes` stand for, of four or eight bytes.
    func appendPlain(_ codes: [UInt32], valueBytes: Int, to writer: inout ByteWriter) {
        let target = unsafe writer.appendUninitialized(codes.count * valueBytes)
        for index in codes.indices {
            let key = keys[Int(codes[index])]
            if valueBytes == 4 {
                unsafe target.storeBytes(
                    of: UInt32(truncatingIfNeeded: key), toByteOffset: index * 4, as: UInt32.self)
            } else {
                unsafe target.storeBytes(of: key, toByteOffset: index * 8, as: UInt64.self)
            }
        }
    }

    /// The least and the greatest of the values that `codes` stand for, and how many of these have
    /// no place in the order.
    func bounds<Element: PhysicalElement>(
        of codes: [UInt32], as type: Element.Type
    ) -> (found: (least: Element, greatest: Element)?, unordered: Int) {
        var found: (least: Element, greatest: Element)?
        var unordered = 0
        unsafe keys.withUnsafeBufferPointer { keys in
            var last = Self.empty
            for code in codes {
                // A run of one value changes nothing after its first.
                if code == last { continue }
                last = code
                let value = unsafe Element(dictionaryKey: keys[Int(code)])
                guard value.isOrdered else { continue }
                guard let known = found else {
                    found = (value, value)
                    continue
                }
                if value < known.least { found?.least = value }
                if value > known.greatest { found?.greatest = value }
            }
            for code in codes where unsafe !Element(dictionaryKey: keys[Int(code)]).isOrdered {
                unordered += 1
            }
        }
        return (found, unordered)
    }
}
