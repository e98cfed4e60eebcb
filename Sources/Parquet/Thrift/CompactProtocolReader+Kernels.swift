// Moving past structures that nobody looks at, without a throwing call a byte. Every read is
// checked against the end; what is odd is left to the careful reader, which says what is wrong.

import BinaryIO

extension CompactProtocolReader {
    /// Moves past `count` structures.
    ///
    /// - Returns: where each starts; nil, without a move, where one is cut off or malformed.
    mutating func skipStructures(_ count: Int) -> [UInt32]? {
        let bytes = allBytes
        guard bytes.count <= Int(UInt32.max) else { return nil }
        var starts: [UInt32] = []
        starts.reserveCapacity(Swift.min(count, ParquetLimits.reservedElementsMax))
        let start = offset
        let end = unsafe bytes.span.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            var scan = unsafe StructureScan(base: base, end: buffer.count, at: start)
            for _ in 0..<count {
                starts.append(UInt32(truncatingIfNeeded: scan.at))
                guard scan.skipStructure(depth: 1) else { return nil }
            }
            return scan.at
        }
        guard let end else { return nil }
        move(to: end)
        return starts
    }
}

/// A position in Thrift data of which only the shape matters.
@safe
private struct StructureScan {
    let base: UnsafeRawPointer
    let end: Int
    var at: Int

    @inline(__always)
    private mutating func byte() -> UInt8? {
        guard at < end else { return nil }
        defer { at += 1 }
        return unsafe base.load(fromByteOffset: at, as: UInt8.self)
    }

    @inline(__always)
    private mutating func skipVarint() -> Bool {
        // Ten bytes hold 64 bits; a longer one is malformed.
        for _ in 0..<10 {
            guard let next = byte() else { return false }
            if next < 0x80 { return true }
        }
        return false
    }

    @inline(__always)
    private mutating func skip(_ count: Int) -> Bool {
        guard count <= end - at else { return false }
        at += count
        return true
    }

    private mutating func skipBinary() -> Bool {
        var length = 0
        var shift = 0
        while shift < 35 {
            guard let next = byte() else { return false }
            length |= Int(next & 0x7F) << shift
            if next < 0x80 { return skip(length) }
            shift += 7
        }
        return false
    }

    mutating func skipStructure(depth: Int) -> Bool {
        guard depth <= ParquetLimits.thriftDepthMax else { return false }
        while let header = byte() {
            if header == 0 { return true }
            // No short form of the field's id: it follows.
            if header & 0xF0 == 0 && !skipVarint() { return false }
            guard skipValue(header & 0x0F, isElement: false, depth: depth) else { return false }
        }
        return false
    }

    private mutating func skipValue(_ type: UInt8, isElement: Bool, depth: Int) -> Bool {
        switch ThriftType(rawValue: type) {
        case .booleanTrue, .booleanFalse: return isElement ? skip(1) : true
        case .byte: return skip(1)
        case .int16, .int32, .int64: return skipVarint()
        case .double: return skip(8)
        case .uuid: return skip(16)
        case .binary: return skipBinary()
        case .list, .set: return skipList(depth: depth)
        case .structure: return skipStructure(depth: depth + 1)
        case .map, nil: return false
        }
    }

    private mutating func skipList(depth: Int) -> Bool {
        guard depth <= ParquetLimits.thriftDepthMax, let header = byte() else { return false }
        var count = Int(header >> 4)
        if count == 15 {
            guard let found = longCount() else { return false }
            count = found
        }
        guard count <= end - at else { return false }
        for _ in 0..<count {
            guard skipValue(header & 0x0F, isElement: true, depth: depth + 1) else {
                return false
            }
        }
        return true
    }

    private mutating func longCount() -> Int? {
        var count = 0
        var shift = 0
        while shift < 35 {
            guard let next = byte() else { return nil }
            count |= Int(next & 0x7F) << shift
            if next < 0x80 { return count }
            shift += 7
        }
        return nil
    }
}
