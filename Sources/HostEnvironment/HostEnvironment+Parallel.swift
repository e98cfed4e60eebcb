// Work that falls into independent parts, on as many threads as there are processors. The parts
// are taken in order, so the dear ones belong in front.

import Synchronization

extension HostEnvironment {
    /// Runs `work` for every index below `count`, at most `parallelism` of them at once, on
    /// threads that may compute for long; returns when all that were begun have ended.
    ///
    /// The indexes are begun in their order. In a simulation the threads are tasks of its
    /// scheduler. After a failure no further index is begun.
    /// - Throws: the failure of the lowest index that failed.
    public func runParallel<Failure: Error>(
        count: Int, _ work: @escaping @Sendable (Int) throws(Failure) -> Void
    ) async throws(Failure) {
        let parts = ParallelParts<Failure>(count: count)
        let workers = min(parallelism, count)
        if workers > 1 {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<workers {
                    group.addTask { await runBlocking { parts.run(work) } }
                }
            }
        } else if workers == 1 {
            await runBlocking { parts.run(work) }
        }
        if let failure = parts.failure { throw failure }
    }
}

/// Which part is next, and what has failed.
private final class ParallelParts<Failure: Error>: Sendable {
    private struct State {
        var next = 0
        var failed: (index: Int, failure: Failure)?
    }

    private let count: Int
    private let state = Mutex(State())

    init(count: Int) {
        self.count = count
    }

    var failure: Failure? { state.withLock { $0.failed?.failure } }

    /// Takes parts until there are none left.
    func run(_ work: (Int) throws(Failure) -> Void) {
        while let index = take() {
            do {
                try work(index)
            } catch {
                state.withLock { state in
                    if state.failed.map({ index < $0.index }) ?? true {
                        state.failed = (index, error)
                    }
                }
            }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.failed == nil, state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }
}
