// Events for trials and measurements: commits to 33 repositories of very different sizes, as NDJSON.
// The same seed gives the same events, so that two engines can be given the same work; an event
// costs about 0.2 us, so that a paced feeder leaves the machine to the engine that is measured.

import HostEnvironment

/// Makes one NDJSON line after the other.
struct EventGenerator {
    static let repositoryCount = 33
    private static let subjects: [StaticString] = [
        "Fix the build", "Read dictionary pages lazily", "Release 1.4.0",
        "Add a test for \\\"null\\\"", "Bump the minimum version", "Merge branch 'main'",
        "Handle empty partitions",
        "Speed up snapshot loading by reading checkpoints in parallel", "Docs: naïve example",
    ]

    private var random: SeededRandom
    private var ordinal: UInt64
    private let openings: [[UInt8]]
    private let subjectTails: [[UInt8]]
    /// A repository for each of 1,024 draws: the k-th is drawn about 1/k as often as the first.
    private let draws: [UInt8]

    /// - Parameter first: The ordinal of the first event; ids of different ordinals differ.
    init(seed: UInt64, first: UInt64 = 0) {
        random = SeededRandom(seed: seed)
        ordinal = first
        openings = (0..<Self.repositoryCount).map { number in
            let text = number < 10 ? "0\(number)" : "\(number)"
            return Array("{\"repo\":\"team-\(number % 5)/service-\(text)\",\"id\":\"".utf8)
        }
        subjectTails = Self.subjects.map { Array(",\"subject\":\"\($0)\"}\n".utf8) }
        draws = Self.weightedDraws()
    }

    private static func weightedDraws() -> [UInt8] {
        let weights = (0..<repositoryCount).map { 1 / Double($0 + 1) }
        let total = weights.reduce(0, +)
        var draws: [UInt8] = []
        for (number, weight) in weights.enumerated() {
            let count = max(1, Int(weight / total * 1024))
            draws += Array(repeating: UInt8(number), count: count)
        }
        return draws
    }

    /// Appends one event that is committed at `microseconds` after 1970 and was authored before.
    mutating func append(to line: inout [UInt8], committedAt microseconds: Int64) {
        let draw = random.next()
        line.append(contentsOf: openings[Int(draws[Int(draw & 0xffff) % draws.count])])
        append(hexDigits: 16, of: ordinal, to: &line)
        append(hexDigits: 16, of: draw, to: &line)
        append(hexDigits: 8, of: ordinal &* 0x9e37_79b9, to: &line)
        line.append(contentsOf: "\",\"author\":\"".utf8)
        append(hexDigits: 12, of: (draw >> 40) % 5_000 &* 0x0123_4567_89ab, to: &line)
        line.append(contentsOf: "\",\"authored_at\":\"".utf8)
        let delay = Int64(draw >> 20 & 0xffff) * 1_000_000
        append(timestamp: microseconds - delay, to: &line)
        line.append(contentsOf: "\",\"committed_at\":\"".utf8)
        append(timestamp: microseconds, to: &line)
        line.append(contentsOf: "\",\"parents\":".utf8)
        line.append(draw & 0x100 == 0 ? 0x31 : 0x32)
        line.append(contentsOf: subjectTails[Int(draw >> 32) % subjectTails.count])
        ordinal += 1
    }

    private func append(hexDigits count: Int, of value: UInt64, to line: inout [UInt8]) {
        for digit in stride(from: count - 1, through: 0, by: -1) {
            let nibble = UInt8(value >> UInt64(digit * 4) & 15)
            line.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
        }
    }

    /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
    private func append(timestamp microseconds: Int64, to line: inout [UInt8]) {
        let days = microseconds / 86_400_000_000
        let inDay = microseconds % 86_400_000_000
        let (year, month, day) = Self.civil(days: days)
        append(digits: 4, of: year, to: &line)
        line.append(0x2d)
        append(digits: 2, of: month, to: &line)
        line.append(0x2d)
        append(digits: 2, of: day, to: &line)
        line.append(0x54)
        append(digits: 2, of: inDay / 3_600_000_000, to: &line)
        line.append(0x3a)
        append(digits: 2, of: inDay / 60_000_000 % 60, to: &line)
        line.append(0x3a)
        append(digits: 2, of: inDay / 1_000_000 % 60, to: &line)
        line.append(0x2e)
        append(digits: 6, of: inDay % 1_000_000, to: &line)
        line.append(0x5a)
    }

    private func append(digits count: Int, of value: Int64, to line: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<count { divisor *= 10 }
        while divisor > 0 {
            line.append(UInt8(0x30 + value / divisor % 10))
            divisor /= 10
        }
    }

    /// Year, month and day of a number of days since 1970-01-01, not before that day.
    private static func civil(days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
