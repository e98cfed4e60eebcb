// Whole-run operations on bytes; bounds are the spans' own.

#if canImport(Glibc)
import Glibc
#endif

extension RawSpan {
    /// Compares as unsigned bytes: below zero, zero, or above zero; a prefix is smaller.
    public func lexicographicallyCompared(to other: RawSpan) -> Int {
        let shared = Swift.min(byteCount, other.byteCount)
        let order = unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right -> Int32 in
                guard shared > 0, let left = left.baseAddress, let right = right.baseAddress else {
                    return 0
                }
                return unsafe memcmp(left, right, shared)
            }
        }
        if order != 0 { return Int(order) }
        return byteCount - other.byteCount
    }
}
