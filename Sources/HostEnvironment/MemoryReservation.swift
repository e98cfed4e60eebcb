// The holder's side of a memory budget.

import Synchronization

/// Bytes reserved from a `MemoryBudget`; given back by `release()` or when nobody holds it.
public final class MemoryReservation: Sendable {
    private let budget: MemoryBudget
    private let held: Mutex<Int>

    init(budget: MemoryBudget, bytes: Int) {
        self.budget = budget
        held = Mutex(bytes)
    }

    deinit { release() }

    /// The bytes still held.
    public var bytes: Int { held.withLock { $0 } }

    /// Gives everything back; a second call does nothing.
    public func release() {
        shrink(to: 0)
    }

    /// Gives back what is held beyond `bytes`; does nothing where less is held.
    public func shrink(to bytes: Int) {
        let excess = held.withLock { held in
            let excess = max(0, held - max(0, bytes))
            held -= excess
            return excess
        }
        if excess > 0 { budget.release(excess) }
    }

    /// Reserves `bytes` more at once.
    ///
    /// - Throws: as `MemoryBudget.reserve(_:)`; what is held already stays held.
    public func grow(by bytes: Int) throws(HostEnvironmentError) {
        let more = try budget.reserve(bytes)
        let moved = more.surrender()
        held.withLock { $0 += moved }
    }

    private func surrender() -> Int {
        held.withLock { held in
            defer { held = 0 }
            return held
        }
    }
}
