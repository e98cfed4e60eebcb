// Threads for calls that block. Swift's pool has one thread per processor and assumes that none of
// them ever waits for a disk; fsync does, for milliseconds. These threads may wait.

import Glibc

/// A pool of threads that starts one when work waits and none is idle, up to a limit.
///
/// `@unchecked Sendable`: `queue`, `idle` and `started` are only touched between `lock` and
/// `unlock` of `mutex`.
@safe
final class BlockingThreads: @unchecked Sendable {
    /// The pool of the process; threads start on first use and live as long as the process.
    static let ofProcess = BlockingThreads(threadsMax: 32)

    private let threadsMax: Int
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>
    private var queue: [@Sendable () -> Void] = []
    private var queueHead = 0
    private var idle = 0
    private var started = 0

    init(threadsMax: Int) {
        self.threadsMax = threadsMax
        unsafe mutex = .allocate(capacity: 1)
        unsafe arrival = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(arrival, nil)
    }

    /// Queues `work`; it starts at once unless `threadsMax` calls are running.
    func submit(_ work: @escaping @Sendable () -> Void) {
        unsafe pthread_mutex_lock(mutex)
        queue.append(work)
        let waiting = queue.count - queueHead
        let mustStart = waiting > idle && started < threadsMax
        if mustStart { started += 1 }
        unsafe pthread_cond_signal(arrival)
        unsafe pthread_mutex_unlock(mutex)
        if mustStart && !startThread() { threadDidNotStart() }
    }

    private func startThread() -> Bool {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { unsafe pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<BlockingThreads>.fromOpaque(argument).takeRetainedValue().serve()
            }, context)
        if status != 0 { unsafe Unmanaged<BlockingThreads>.fromOpaque(context).release() }
        return status == 0
    }

    /// With no thread at all the queue would never drain, so the caller serves what is there.
    private func threadDidNotStart() {
        unsafe pthread_mutex_lock(mutex)
        started -= 1
        let nobodyServes = started == 0
        unsafe pthread_mutex_unlock(mutex)
        guard nobodyServes else { return }
        while let work = take(waiting: false) { work() }
    }

    private func serve() -> Never {
        while true {
            if let work = take(waiting: true) { work() }
        }
    }

    private func take(waiting: Bool) -> (@Sendable () -> Void)? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while queueHead == queue.count {
            guard waiting else { return nil }
            idle += 1
            unsafe pthread_cond_wait(arrival, mutex)
            idle -= 1
        }
        let work = queue[queueHead]
        queueHead += 1
        if queueHead == queue.count {
            queue.removeAll(keepingCapacity: true)
            queueHead = 0
        }
        return work
    }
}
