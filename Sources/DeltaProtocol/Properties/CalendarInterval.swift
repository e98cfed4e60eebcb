// Spark's interval texts in table properties, such as `interval 30 days` or `interval 1 week 2
// hours`. Months and years have no fixed length and are refused, as Delta refuses them.

/// Reads interval texts.
enum CalendarInterval {
    /// The length of `text`; nil where it is no interval, is negative, or uses months or years.
    static func duration(of text: String) -> Duration? {
        var words = text.lowercased().split { $0 == " " || $0 == "\t" }
        if words.first == "interval" { words.removeFirst() }
        guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
        var total: Int64 = 0
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let count = Int64(words[index]), let unit = microseconds(in: words[index + 1])
            else { return nil }
            let (product, productOverflow) = count.multipliedReportingOverflow(by: unit)
            let (sum, sumOverflow) = total.addingReportingOverflow(product)
            guard !productOverflow, !sumOverflow else { return nil }
            total = sum
        }
        return total < 0 ? nil : .microseconds(total)
    }

    private static func microseconds(in unit: Substring) -> Int64? {
        switch unit.hasSuffix("s") ? unit.dropLast() : unit {
        case "microsecond": 1
        case "millisecond": 1000
        case "second": 1_000_000
        case "minute": 60 * 1_000_000
        case "hour": 3600 * 1_000_000
        case "day": 86_400 * 1_000_000
        case "week": 7 * 86_400 * 1_000_000
        default: nil
        }
    }
}
