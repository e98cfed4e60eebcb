// One thread, one seed, every interleaving. Jobs of Swift's concurrency runtime are queued here
// and the next one is drawn with a seeded generator; sleepers wake in the order of virtual time,
// which jumps when nothing else can run. The hash over all draws is the trace of a run: the same
// seed gives the same trace, and a test proves it.

import Glibc
import Synchronization

/// Runs the jobs of tasks on one thread, in an order that the seed decides.
///
/// `@unchecked Sendable`: all state is inside `state`, a mutex.
final class SeededScheduler: TaskExecutor, @unchecked Sendable {
    private enum Runnable {
        case job(UnownedJob, of: ProcessExecutor?)
        case wake(CheckedContinuation<Bool, Never>)
    }

    private struct Sleeper {
        let id: UInt64
        let time: Duration
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var runnable: [Runnable] = []
        /// The jobs of processes that are stopped, in the order in which they became runnable.
        var held: [Int: [Runnable]] = [:]
        /// Sorted by time, then by arrival, the next one last.
        var sleepers: [Sleeper] = []
        var cancelledEarly: Set<UInt64> = []
        var nextSleeperID: UInt64 = 0
        var random: SeededRandom
        var virtualTime = Duration.zero
        var steps = 0
        var trace = TraceHash()
        var thread: pthread_t?
        var strays = 0
    }

    private let state: Mutex<State>

    init(random: SeededRandom) {
        state = Mutex(State(random: random))
    }

    // MARK: What a run shows

    var virtualTime: Duration { state.withLock { $0.virtualTime } }
    var steps: Int { state.withLock { $0.steps } }
    var strays: Int { state.withLock { $0.strays } }
    var traceHash: UInt64 { state.withLock { $0.trace.value } }

    func mixIntoTrace(_ text: String) {
        state.withLock { $0.trace.mix(text) }
    }

    /// Counts a caller that is not on the scheduler's thread: its order is not reproducible.
    func noteCaller() {
        state.withLock { state in
            guard let thread = state.thread else { return }
            if pthread_equal(thread, pthread_self()) == 0 { state.strays += 1 }
        }
    }

    // MARK: Executor

    func enqueue(_ job: consuming ExecutorJob) {
        enqueue(UnownedJob(job), of: nil)
    }

    /// Queues a job of a process; it waits while the process is stopped.
    func enqueue(_ job: UnownedJob, of process: ProcessExecutor?) {
        state.withLock { state in
            if let thread = state.thread, pthread_equal(thread, pthread_self()) == 0 {
                state.strays += 1
            }
            let runnable = Runnable.job(job, of: process)
            if let process, state.held[process.number] != nil {
                state.held[process.number]?.append(runnable)
            } else {
                state.runnable.append(runnable)
            }
        }
    }

    /// Runs no job of the process until `release`.
    func hold(_ process: Int) {
        state.withLock { state in
            guard state.held[process] == nil else { return }
            func belongs(_ runnable: Runnable) -> Bool {
                if case .job(_, let owner?) = runnable { owner.number == process } else { false }
            }
            state.held[process] = state.runnable.filter(belongs)
            state.runnable.removeAll(where: belongs)
        }
    }

    /// Lets a process that is stopped go on.
    func release(_ process: Int) {
        state.withLock { state in
            state.runnable += state.held.removeValue(forKey: process) ?? []
        }
    }

    /// Lets the tasks of killed processes unwind, so that a simulation leaves no memory behind.
    /// What they do now is no part of the run.
    func unwind(stepLimit: Int) {
        state.withLock { state in
            for process in state.held.keys.sorted() {
                state.runnable += state.held.removeValue(forKey: process) ?? []
            }
        }
        try? drive(stepLimit: steps + stepLimit) { false }
    }

    /// Runs jobs on the calling thread until `finished` says so.
    func drive(
        stepLimit: Int, until finished: () -> Bool
    ) throws(HostEnvironmentError) {
        state.withLock { $0.thread = pthread_self() }
        defer { state.withLock { $0.thread = nil } }
        while !finished() {
            guard steps < stepLimit else {
                throw HostEnvironmentError(
                    .simulationStepLimit, "the simulation did not end within \(stepLimit) steps")
            }
            guard let next = take() else {
                throw HostEnvironmentError(
                    .simulationStalled,
                    "the simulation stalled: every task waits and no sleeper is left")
            }
            switch next {
            case .job(let job, let process):
                let executor =
                    unsafe process?.asUnownedTaskExecutor() ?? asUnownedTaskExecutor()
                unsafe job.runSynchronously(on: executor)
            case .wake(let continuation):
                continuation.resume(returning: true)
            }
        }
    }

    private func take() -> Runnable? {
        state.withLock { state in
            if state.runnable.isEmpty {
                guard let first = state.sleepers.last else { return nil }
                state.virtualTime = max(state.virtualTime, first.time)
                while let sleeper = state.sleepers.last, sleeper.time <= state.virtualTime {
                    state.sleepers.removeLast()
                    state.runnable.append(.wake(sleeper.continuation))
                }
            }
            let count = state.runnable.count
            let choice = Int(state.random.next(upperBound: UInt64(count)))
            state.steps += 1
            state.trace.mix(UInt64(count))
            state.trace.mix(UInt64(choice))
            state.trace.mix(UInt64(bitPattern: state.virtualTime.wholeMicroseconds))
            // The draw decides the order, so a swap with the last one is as good as a shift.
            state.runnable.swapAt(choice, count - 1)
            return state.runnable.removeLast()
        }
    }

    // MARK: Waiting

    /// Suspends the caller until it is drawn again.
    func pause() async -> Bool {
        await withCheckedContinuation { continuation in
            state.withLock { $0.runnable.append(.wake(continuation)) }
        }
    }

    /// Suspends the caller for virtual time; false where it was cancelled.
    func sleep(for duration: Duration) async -> Bool {
        let id = state.withLock { state in
            state.nextSleeperID += 1
            return state.nextSleeperID
        }
        let slept = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                fallAsleep(id: id, duration: duration, continuation)
            }
        } onCancel: {
            wakeCancelled(id)
        }
        state.withLock { _ = $0.cancelledEarly.remove(id) }
        return slept
    }

    private func fallAsleep(
        id: UInt64, duration: Duration, _ continuation: CheckedContinuation<Bool, Never>
    ) {
        let cancelled = state.withLock { state in
            if state.cancelledEarly.remove(id) != nil { return true }
            let time = state.virtualTime + max(.zero, duration)
            let index = Self.place(for: time, in: state.sleepers)
            state.sleepers.insert(
                Sleeper(id: id, time: time, continuation: continuation), at: index)
            return false
        }
        if cancelled { continuation.resume(returning: false) }
    }

    /// Where a sleeper that comes now stands: behind those that wake later than it.
    private static func place(for time: Duration, in sleepers: [Sleeper]) -> Int {
        var low = 0
        var high = sleepers.count
        while low < high {
            let middle = (low + high) / 2
            if sleepers[middle].time <= time { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func wakeCancelled(_ id: UInt64) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                // The handler may run before the sleeper is in the list, or after it woke.
                state.cancelledEarly.insert(id)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(returning: false)
    }
}
