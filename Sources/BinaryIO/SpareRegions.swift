// The kernel clears every page that it hands to a process, which takes longer than most uses of
// the page. Large regions that are given back are therefore kept for the next that asks for one, up
// to a limit: files are read and columns decoded in regions of much the same sizes, again and again.

import Synchronization

/// Regions without an owner, by size class.
struct SpareRegions {
    /// Of the whole process.
    private static let shared = Mutex(SpareRegions())

    /// Smaller regions are left to the allocator, which does not give such back to the kernel.
    static let sizeMin = 128 << 10
    /// Larger ones are rare, and too much to keep.
    static let sizeMax = 32 << 20
    /// Bytes of all regions that are kept.
    static let bytesMax = 64 << 20

    private var regions: [Int: [Region]] = [:]
    private var byteCount = 0

    /// `@unchecked Sendable`: nobody else knows of the region.
    @safe
    private struct Region: @unchecked Sendable {
        let base: UnsafeMutableRawPointer
    }

    /// The size that regions of `capacity` bytes have: an eighth more at most, so that one fits
    /// many. Nil where they are not kept.
    static func size(for capacity: Int) -> Int? {
        guard capacity >= sizeMin, capacity <= sizeMax else { return nil }
        let step = 1 << (Int.bitWidth - 4 - capacity.leadingZeroBitCount)
        return (capacity + step - 1) / step * step
    }

    /// A region of `size` bytes; nil where none is kept.
    static func take(_ size: Int) -> UnsafeMutableRawPointer? {
        let region = shared.withLock { spare -> Region? in
            guard let region = spare.regions[size]?.popLast() else { return nil }
            spare.byteCount -= size
            return region
        }
        return unsafe region?.base
    }

    /// Keeps a region of `size` bytes, or frees it where too much is kept already.
    static func giveBack(_ base: UnsafeMutableRawPointer, _ size: Int) {
        let region = unsafe Region(base: base)
        let isKept = shared.withLock { spare in
            guard spare.byteCount + size <= bytesMax else { return false }
            spare.regions[size, default: []].append(region)
            spare.byteCount += size
            return true
        }
        if !isKept { unsafe base.deallocate() }
    }
}
