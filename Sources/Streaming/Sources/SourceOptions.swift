// The settings of a source by name. Spark's names where Spark has them; what is not known is
// refused, since a misspelt one would silently do nothing.

import TextFormats

/// The settings of one source.
struct SourceOptions: Sendable {
    var maxFilesPerTrigger: Int?
    var maxBytesPerTrigger: Int?
    var ignoresCorruptFiles = false
    var ignoresMissingFiles = false
    var failsOnDataLoss = true
    var csv = CSVOptions(limits: LineChunks.limits)

    /// - Throws: `bindingInvalid` for an unknown name or a value of another kind.
    init(_ options: [String: String], source: String) throws(StreamingError) {
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            do {
                try set(name, value)
            } catch {
                throw StreamingError(
                    .bindingInvalid, "source '\(source)': \(error.message)")
            }
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(StreamingError) {
        switch name {
        case "maxFilesPerTrigger": maxFilesPerTrigger = try Self.count(name, value)
        case "maxBytesPerTrigger": maxBytesPerTrigger = try Self.bytes(name, value)
        case "ignoreCorruptFiles": ignoresCorruptFiles = try Self.flag(name, value)
        case "ignoreMissingFiles": ignoresMissingFiles = try Self.flag(name, value)
        case "failOnDataLoss": failsOnDataLoss = try Self.flag(name, value)
        case "header": csv.header = try Self.flag(name, value) ? .present : .absent
        case "nullValue": csv.nullText = value
        case "sep", "delimiter":
            let text = value == "\\t" ? "\t" : value
            guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 else {
                throw Self.failure("'\(name)' must be one ASCII character, not '\(value)'")
            }
            csv.delimiter = byte
        default:
            throw Self.failure(
                "unknown option '\(name)'; known: maxFilesPerTrigger, maxBytesPerTrigger, "
                    + "ignoreCorruptFiles, ignoreMissingFiles, failOnDataLoss, header, sep, "
                    + "nullValue")
        }
    }

    /// These limits where they are set, else the query's.
    func limit(otherwise limit: ReadLimit) -> ReadLimit {
        ReadLimit(
            filesMax: maxFilesPerTrigger ?? limit.filesMax,
            bytesMax: maxBytesPerTrigger ?? limit.bytesMax)
    }

    private static func flag(_ name: String, _ value: String) throws(StreamingError) -> Bool {
        switch value.lowercased() {
        case "true": return true
        case "false": return false
        default: throw failure("'\(name)' is true or false, not '\(value)'")
        }
    }

    private static func count(_ name: String, _ value: String) throws(StreamingError) -> Int {
        guard let number = Int(value), number > 0 else {
            throw failure("'\(name)' must be a number of at least 1, not '\(value)'")
        }
        return number
    }

    /// Bytes, with Spark's suffixes `k`, `m`, `g`, `t` of 1024.
    private static func bytes(_ name: String, _ value: String) throws(StreamingError) -> Int {
        var digits = value.lowercased()
        if digits.hasSuffix("b") { digits.removeLast() }
        var factor = 1
        for (suffix, size) in [("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("t", 1 << 40)]
        where digits.hasSuffix(suffix) {
            digits.removeLast()
            factor = size
            break
        }
        guard let number = Int(digits), number > 0 else {
            throw failure("'\(name)' must be a size such as 64m, not '\(value)'")
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw failure("'\(name)' is too large: '\(value)'") }
        return product
    }

    private static func failure(_ message: String) -> StreamingError {
        StreamingError(.bindingInvalid, message)
    }
}
