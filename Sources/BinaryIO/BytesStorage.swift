// The owner of one memory region. A region is written while it has one owner, inside an
// initialiser, and never again: that is what makes `Bytes` sendable without a lock.

/// Owns a memory region and frees it when the last `Bytes` that points into it is gone.
///
/// `@unchecked Sendable`: the region is immutable once an initialiser has returned.
@safe
@usableFromInline
final class BytesStorage: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let capacity: Int
    let release: @Sendable (UnsafeMutableRawPointer, Int) -> Void

    /// Allocates `capacity` bytes at a 64-byte boundary (Arrow columnar format, *Buffer
    /// Alignment and Padding*).
    init(capacity: Int) {
        precondition(capacity >= 0, "a region cannot have a negative size")
        unsafe self.base = UnsafeMutableRawPointer.allocate(
            byteCount: Swift.max(capacity, 1), alignment: Bytes.alignment)
        self.capacity = capacity
        unsafe self.release = { base, _ in unsafe base.deallocate() }
    }

    /// Takes over memory that somebody else allocated; `release` gets it back, once.
    init(
        adopting base: UnsafeMutableRawPointer, count: Int,
        release: @escaping @Sendable (UnsafeMutableRawPointer, Int) -> Void
    ) {
        unsafe self.base = base
        self.capacity = count
        unsafe self.release = release
    }

    deinit { unsafe release(base, capacity) }
}
