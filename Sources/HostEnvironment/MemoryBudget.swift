// Bounded memory: every large holder (decoded batches, log replay, operator state, write buffers)
// reserves its bytes here first. The budget counts; it does not allocate.

import Synchronization

/// A named number of bytes that its holders share.
///
/// Waiting reservations are served in the order in which they came, so a large one is not starved
/// by small ones.
public final class MemoryBudget: Sendable {
    /// The name that messages use.
    public let name: String
    /// The bytes that may be reserved at once.
    public let bytesMax: Int
    private let state = Mutex(State())

    private struct Waiter {
        let id: UInt64
        let bytes: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var reserved = 0
        var peak = 0
        var nextID: UInt64 = 0
        var waiters: [Waiter] = []
        var cancelledEarly: Set<UInt64> = []

        mutating func grant(_ bytes: Int) {
            reserved += bytes
            peak = max(peak, reserved)
        }
    }

    /// A budget of `bytesMax` bytes; less than zero counts as zero.
    public init(name: String, bytesMax: Int) {
        self.name = name
        self.bytesMax = max(0, bytesMax)
    }

    /// The bytes that are reserved now.
    public var reservedBytes: Int { state.withLock { $0.reserved } }

    /// The most bytes that were ever reserved at once.
    public var peakBytes: Int { state.withLock { $0.peak } }

    /// Reserves `bytes` at once.
    ///
    /// - Throws: `memoryExhausted` where they are not free now, `memoryRequestTooLarge` where
    ///   they never can be.
    public func reserve(_ bytes: Int) throws(HostEnvironmentError) -> MemoryReservation {
        try check(bytes)
        let granted = state.withLock { state in
            guard state.waiters.isEmpty, bytes <= bytesMax - state.reserved else { return false }
            state.grant(bytes)
            return true
        }
        guard granted else {
            throw HostEnvironmentError(
                .memoryExhausted,
                "memory budget '\(name)': \(bytes) bytes asked, "
                    + "\(bytesMax - reservedBytes) of \(bytesMax) free; raise the limit or read "
                    + "in smaller batches")
        }
        return MemoryReservation(budget: self, bytes: bytes)
    }

    /// Reserves `bytes`, waiting until others have released enough.
    ///
    /// - Throws: `memoryRequestTooLarge` where they never can be free, `cancelled`.
    public func reserveWaiting(
        _ bytes: Int
    ) async throws(HostEnvironmentError) -> MemoryReservation {
        try check(bytes)
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let granted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue(Waiter(id: id, bytes: bytes, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
        state.withLock { _ = $0.cancelledEarly.remove(id) }
        guard granted else {
            throw HostEnvironmentError(
                .cancelled, "memory budget '\(name)': cancelled while waiting for \(bytes) bytes")
        }
        return MemoryReservation(budget: self, bytes: bytes)
    }

    func release(_ bytes: Int) {
        let served = state.withLock { state in
            state.reserved -= bytes
            assert(state.reserved >= 0, "more memory released than was reserved")
            return serveWaiters(&state)
        }
        for waiter in served { waiter.continuation.resume(returning: true) }
    }

    private func check(_ bytes: Int) throws(HostEnvironmentError) {
        guard bytes >= 0, bytes <= bytesMax else {
            throw HostEnvironmentError(
                .memoryRequestTooLarge,
                "memory budget '\(name)': \(bytes) bytes asked of \(bytesMax) in all; raise the "
                    + "limit or read in smaller batches")
        }
    }

    private func enqueue(_ waiter: Waiter) {
        enum Verdict { case waits, granted, cancelled }
        let verdict: Verdict = state.withLock { state in
            if state.cancelledEarly.remove(waiter.id) != nil { return .cancelled }
            if state.waiters.isEmpty, waiter.bytes <= bytesMax - state.reserved {
                state.grant(waiter.bytes)
                return .granted
            }
            state.waiters.append(waiter)
            return .waits
        }
        switch verdict {
        case .waits: break
        case .granted: waiter.continuation.resume(returning: true)
        case .cancelled: waiter.continuation.resume(returning: false)
        }
    }

    private func cancel(_ id: UInt64) {
        let (cancelled, served) = state.withLock { state -> (Waiter?, [Waiter]) in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                // The handler may run before the waiter is in the list, or after it was served.
                state.cancelledEarly.insert(id)
                return (nil, [])
            }
            let waiter = state.waiters.remove(at: index)
            return (waiter, serveWaiters(&state))
        }
        cancelled?.continuation.resume(returning: false)
        for waiter in served { waiter.continuation.resume(returning: true) }
    }

    private func serveWaiters(_ state: inout State) -> [Waiter] {
        var served: [Waiter] = []
        while let first = state.waiters.first, first.bytes <= bytesMax - state.reserved {
            state.grant(first.bytes)
            served.append(state.waiters.removeFirst())
        }
        return served
    }
}
