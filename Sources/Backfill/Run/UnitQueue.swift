// The shared state of one run's workers.

/// Hands units to workers and reckons how far the job is.
actor UnitQueue {
    private var loop: BackfillLoop
    private var progress: BackfillProgress

    init(_ plan: BackfillPlan, committed: [Int64]) {
        loop = BackfillLoop(units: plan.units, committed: committed)
        let loop = loop
        progress = BackfillProgress(
            job: plan.job, unitsDone: loop.finishedCount, unitCount: plan.units.count,
            bytesDone: plan.units.reduce(0) { $0 + (loop.isFinished($1) ? $1.size : 0) },
            byteCount: plan.size, inputRows: 0, outputRows: 0, badRows: 0, elapsedSeconds: 0,
            bytesOfRun: 0)
    }

    /// The next unit; nil where there is none for a further worker.
    func take() -> BackfillUnit? { loop.take() }

    /// The unit is in the table: by this run with `rows`, or by another where they are nil.
    func finished(
        _ unit: BackfillUnit, rows: (input: Int64, output: Int64, bad: Int64)?,
        elapsedSeconds: Double
    ) -> BackfillProgress {
        loop.finished(unit)
        progress.unitsDone = loop.finishedCount
        progress.bytesDone += unit.size
        progress.elapsedSeconds = elapsedSeconds
        if let rows {
            progress.inputRows += rows.input
            progress.outputRows += rows.output
            progress.badRows += rows.bad
            progress.bytesOfRun += unit.size
        }
        return progress
    }

    func now() -> BackfillProgress { progress }
}
