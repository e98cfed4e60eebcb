// What happened, for people: who did what when, and which fault hit which call.

import HostEnvironment
import Synchronization

/// The events of a run, in order; keeps nothing where nobody wants to read it.
final class Story: Sendable {
    private let lines = Mutex<[String]>([])
    private let isTold: Bool

    init(isTold: Bool) {
        self.isTold = isTold
    }

    var text: [String] { lines.withLock { $0 } }

    func tell(_ time: Duration, _ who: String, _ what: @autoclosure () -> String) {
        guard isTold else { return }
        let line = "\(Self.stamp(time))  \(Self.padded(who, 14))  \(what())"
        lines.withLock { $0.append(line) }
    }

    /// `2d 03:15:07.250000` of simulated time.
    private static func stamp(_ time: Duration) -> String {
        let all = time.wholeMicroseconds
        let seconds = all / 1_000_000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let rest = String(1_000_000 + all % 1_000_000).dropFirst()
        return "\(seconds / 86_400)d \(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):"
            + "\(two(seconds % 60)).\(rest)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
