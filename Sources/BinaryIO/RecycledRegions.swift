// First touch of fresh memory costs more than most decoders do with it, so a reader of pages takes
// the region of an earlier page again once nobody holds any of its bytes.

/// Regions that are written again when they have one owner left: this.
package struct RecycledRegions: Sendable {
    private var regions: [BytesStorage] = []
    private var next = 0

    /// A page is often still being read while the next one is decompressed.
    private static let countMax = 2
    /// A region of up to this many bytes is taken however little of it is needed.
    private static let sizeAlwaysTaken = 64 << 10

    package init() {}

    /// As `Bytes(capacity:initializingWith:)`, in a region that was used before if one is free.
    package mutating func bytes<E: Error>(
        capacity: Int, initializingWith body: (inout OutputRawSpan) throws(E) -> Void
    ) throws(E) -> Bytes {
        let storage = region(capacity)
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: storage.base, count: capacity)
        var output = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
        try body(&output)
        let written = unsafe output.finalize(for: buffer)
        return Bytes(storage: storage, count: written)
    }

    /// A region of at least `capacity` bytes, and not of many more: what is kept of a page keeps
    /// its whole region.
    private mutating func region(_ capacity: Int) -> BytesStorage {
        let most = Swift.max(capacity.addingClamping(capacity / 4), Self.sizeAlwaysTaken)
        for index in regions.indices
        where regions[index].capacity >= capacity && regions[index].capacity <= most {
            // Uniqueness is what writing rests on: any `Bytes` of the region would be an owner.
            if isKnownUniquelyReferenced(&regions[index]) { return regions[index] }
        }
        let fresh = BytesStorage.ofCapacity(capacity)
        if regions.count < Self.countMax {
            regions.append(fresh)
        } else {
            regions[next] = fresh
            next = (next + 1) % Self.countMax
        }
        return fresh
    }
}

extension Int {
    fileprivate func addingClamping(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
