import HostEnvironment
import Synchronization

/// The line of a check that goes through many files: how many, and for how long still.
final class CheckProgress: Sendable {
    private struct State {
        var line = ProgressLine()
        var started: MonotonicInstant?
        var shown: MonotonicInstant?
    }

    private static let interval = Duration.milliseconds(100)

    private let environment: HostEnvironment
    private let state = Mutex(State())

    init(_ environment: HostEnvironment) {
        self.environment = environment
    }

    func show(_ done: Int, of total: Int) {
        state.withLock { state in
            let now = environment.monotonicNow
            let started = state.started ?? now
            state.started = started
            if let shown = state.shown, shown.duration(to: now) < Self.interval, done < total {
                return
            }
            state.shown = now
            let seconds = started.duration(to: now) / .seconds(1)
            let left = done > 0 ? seconds / Double(done) * Double(total - done) : nil
            let counts =
                "\(ProgressLine.grouped(Int64(done))) of \(ProgressLine.grouped(Int64(total)))"
            state.line.show(
                "\(ProgressLine.bar(done: done, of: total)) \(counts) files, "
                    + "\(ProgressLine.remaining(seconds: left)) left")
        }
    }

    func finish() { state.withLock { $0.line.finish() } }
}
