// Where the tasks of one simulated process run: on the scheduler, which knows whose jobs they are.

/// Marks jobs as those of a process.
final class ProcessExecutor: TaskExecutor {
    let number: Int
    private let scheduler: SeededScheduler

    init(number: Int, scheduler: SeededScheduler) {
        self.number = number
        self.scheduler = scheduler
    }

    func enqueue(_ job: consuming ExecutorJob) {
        scheduler.enqueue(UnownedJob(job), of: self)
    }
}
