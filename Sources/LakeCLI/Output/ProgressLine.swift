// One line on a terminal that shows how far a long job is; nothing where standard error is not a
// terminal, so that logs stay readable.

import Glibc

/// A progress bar with rate and remaining time.
struct ProgressLine {
    private let isTerminal: Bool
    private var lastWidth = 0

    init() {
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    /// Replaces the line.
    mutating func show(_ text: String) {
        guard isTerminal else { return }
        let padding = String(repeating: " ", count: max(0, lastWidth - text.count))
        StandardError.write("\r\(text)\(padding)")
        lastWidth = text.count
    }

    /// Ends the line, so that what follows stands below it.
    mutating func finish() {
        guard isTerminal, lastWidth > 0 else { return }
        StandardError.write("\n")
        lastWidth = 0
    }

    /// `[#####.....]`, `width` cells wide.
    static func bar(done: Int, of total: Int, width: Int = 24) -> String {
        let filled = total > 0 ? min(width, max(0, done) * width / total) : 0
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: width - filled) + "]"
    }

    /// `1h02m`, `3m05s`, `12s`; a dash where it is not known.
    static func remaining(seconds: Double?) -> String {
        guard let seconds, seconds.isFinite, seconds >= 0, seconds < 1e7 else { return "-" }
        let whole = Int(seconds.rounded(.up))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if whole >= 3600 { return "\(whole / 3600)h\(two(whole % 3600 / 60))m" }
        if whole >= 60 { return "\(whole / 60)m\(two(whole % 60))s" }
        return "\(whole)s"
    }

    /// `1,234 rows/s`; a dash where it is not known.
    static func rate(rowsPerSecond: Double?) -> String {
        guard let rate = rowsPerSecond.flatMap({ Int64(exactly: $0.rounded(.towardZero)) }) else {
            return "-"
        }
        return "\(grouped(rate)) rows/s"
    }

    /// `1,234,567`.
    static func grouped(_ number: Int64) -> String {
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0 && index % 3 == 0 { text = "," + text }
            text = String(digit) + text
        }
        return number < 0 ? "-" + text : text
    }
}
