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
    /// What to free of memory that was allocated here; nil of memory that was taken over.
    private let block: UnsafeMutableRawPointer?
    private let release: (@Sendable (UnsafeMutableRawPointer, Int) -> Void)?

    /// No bytes; every region of none is this one.
    static let empty = BytesStorage(allocating: 0)

    /// A region of `capacity` bytes; of none, one that many share and nobody can write to.
    static func ofCapacity(_ capacity: Int) -> BytesStorage {
        capacity == 0 ? empty : BytesStorage(allocating: capacity)
    }

    /// What an allocator's ordinary blocks are aligned to.
    private static let blockAlignment = 16

    /// Allocates `capacity` bytes at a 64-byte boundary (Arrow columnar format, *Buffer
    /// Alignment and Padding*).
    ///
    /// The boundary is looked for inside an ordinary block: asking the allocator for it takes its
    /// slow path, which costs more than all else that is done with the many regions of a few bytes.
    private init(allocating capacity: Int) {
        precondition(capacity >= 0, "a region cannot have a negative size")
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: capacity + Bytes.alignment - Self.blockAlignment,
            alignment: Self.blockAlignment)
        unsafe self.block = block
        unsafe self.base = block.alignedUp(toMultipleOf: Bytes.alignment)
        self.capacity = capacity
        unsafe self.release = nil
    }

    /// Takes over memory that somebody else allocated; `release` gets it back, once.
    init(
        adopting base: UnsafeMutableRawPointer, count: Int,
        release: @escaping @Sendable (UnsafeMutableRawPointer, Int) -> Void
    ) {
        unsafe self.block = nil
        unsafe self.base = base
        self.capacity = count
        unsafe self.release = release
    }

    deinit {
        unsafe block?.deallocate()
        unsafe release?(base, capacity)
    }
}
