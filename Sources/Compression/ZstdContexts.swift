// Working memory of zstd, shared by the process. Making a context costs more than the compression
// of a small page, and files have a page for each of their columns: those of small commits and
// checkpoints spend a tenth of their time on it otherwise.

import CZstd
import Synchronization

/// Contexts that are not in use, lent for one block at a time.
@safe
final class ZstdContexts: Sendable {
    /// `@unchecked Sendable`: an idle context belongs to the pool alone.
    @safe
    private struct Idle: @unchecked Sendable {
        let context: OpaquePointer
    }

    static let compression = unsafe ZstdContexts(
        make: { unsafe ZSTD_createCCtx() }, free: { unsafe ZSTD_freeCCtx($0) },
        size: { unsafe ZSTD_sizeof_CCtx($0) })
    static let decompression = unsafe ZstdContexts(
        make: { unsafe ZSTD_createDCtx() }, free: { unsafe ZSTD_freeDCtx($0) },
        size: { unsafe ZSTD_sizeof_DCtx($0) })

    /// How many are kept: more threads than that make theirs anew.
    private static let idleMax = 16
    /// A context that grew beyond this, as those of high levels do, is not kept.
    private static let idleBytesMax = 8 << 20

    private let make: @Sendable () -> OpaquePointer?
    private let free: @Sendable (OpaquePointer) -> Void
    private let size: @Sendable (OpaquePointer) -> Int
    private let idle = Mutex<[Idle]>([])

    private init(
        make: @escaping @Sendable () -> OpaquePointer?,
        free: @escaping @Sendable (OpaquePointer) -> Void,
        size: @escaping @Sendable (OpaquePointer) -> Int
    ) {
        unsafe self.make = make
        unsafe self.free = free
        unsafe self.size = size
    }

    /// A context that nobody else has until it is given back; parameters that are set on it must be
    /// reset before that.
    ///
    /// - Throws: `outOfMemory`.
    func take() throws(CompressionError) -> OpaquePointer {
        let kept = idle.withLock { $0.popLast() }
        guard let context = unsafe kept?.context ?? make() else {
            throw CompressionError(.outOfMemory, "no context", codec: .zstd)
        }
        return unsafe context
    }

    func giveBack(_ context: OpaquePointer) {
        let isKept =
            unsafe size(context) <= Self.idleBytesMax
            && idle.withLock { idle in
                guard idle.count < Self.idleMax else { return false }
                unsafe idle.append(Idle(context: context))
                return true
            }
        if !isKept { unsafe free(context) }
    }
}
