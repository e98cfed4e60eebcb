// SIGINT and SIGTERM as something to wait for: the first one asks a job to end in order, the
// second one ends the process at once.

import Glibc
import Synchronization

/// The wish of the outside that the process ends.
public enum TerminationSignals {
    private static let count = Atomic<Int>(0)
    private static let pollInterval = Duration.milliseconds(50)

    /// Takes over SIGINT and SIGTERM for the rest of the process's life.
    public static func install() {
        // The counter exists before a handler can run.
        _ = isRequested
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                let earlier = TerminationSignals.count.add(1, ordering: .relaxed).oldValue
                // What the shell reports for a process that a signal has ended.
                if earlier > 0 { _exit(128 + number) }
            }
        }
    }

    /// Whether a signal has come since `install`.
    public static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// Returns when a signal has come.
    ///
    /// - Throws: `CancellationError`.
    public static func wait(on environment: HostEnvironment) async throws {
        while !isRequested { try await environment.sleep(for: pollInterval) }
    }
}
