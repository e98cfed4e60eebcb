// Which files were taken, and by which entry: Spark's layout under `sources/<index>/`, one object
// an entry, every tenth one (`N.compact`) with everything so far. The number of an entry is the
// offset of a folder source.

import JSONCodec
package import ObjectStorage

/// The durable log of files that a folder source has taken.
///
/// Not shared: it belongs to the source that made it.
package final class SeenFilesLog {
    private static let version = "v1"
    private static let compactSuffix = ".compact"

    private let log: NumberedLog
    /// The newest entry; -1 where there is none.
    private(set) var newest: Int64 = -1
    /// Every file that was ever taken, by path.
    private(set) var files: [String: SourceFile] = [:]
    /// The entry of each file that was taken in this run or after the last compaction.
    private var entries: [Int64: [SourceFile]] = [:]

    /// - Parameters:
    ///   - store: the store of the checkpoint.
    ///   - index: which source of the query it is.
    package init(store: any ObjectStore, index: Int) {
        log = NumberedLog(store: store, folder: "sources/\(index)")
    }

    // MARK: Reading

    /// Reads the newest compacted entry and what follows it.
    ///
    /// - Throws: `checkpointCorrupt`.
    nonisolated(nonsending) func load() async throws {
        newest = -1
        files = [:]
        entries = [:]
        let compact = try await log.numbers(suffix: Self.compactSuffix).last
        if let compact {
            guard let text = try await log.text(compact, suffix: Self.compactSuffix) else {
                throw corrupt("the entry has vanished", compact, Self.compactSuffix)
            }
            try take(text, entry: compact, suffix: Self.compactSuffix)
        }
        for number in try await log.numbers() where number > (compact ?? -1) {
            guard let text = try await log.text(number) else {
                throw corrupt("the entry has vanished", number, "")
            }
            try take(text, entry: number, suffix: "")
        }
        guard newest >= 0 else { return }
        try await log.persist(newest, suffix: newest == compact ? Self.compactSuffix : "")
    }

    private func take(_ text: String, entry: Int64, suffix: String) throws {
        let lines = text.split(separator: "\n")
        guard lines.first == Self.version[...] else {
            throw corrupt("expected '\(Self.version)' in the first line", entry, suffix)
        }
        for line in lines.dropFirst() {
            guard let json = try? JSONValue(parsing: String(line)),
                let (file, entry) = SourceFile.read(json)
            else { throw corrupt("'\(line.prefix(80))' is no file", entry, suffix) }
            add(file, entry: entry)
        }
        newest = max(newest, entry)
    }

    private func add(_ file: SourceFile, entry: Int64) {
        files[file.path] = file
        entries[entry, default: []].append(file)
    }

    private func corrupt(_ message: String, _ entry: Int64, _ suffix: String) -> StreamingError {
        StreamingError(
            .checkpointCorrupt, message + "; restore the checkpoint directory",
            path: "\(log.folder)/\(entry)\(suffix)")
    }

    /// The files of the entries behind `start` up to `end`, in the order in which they are read.
    ///
    /// - Throws: `checkpointCorrupt` where an entry is missing.
    func files(after start: Int64, through end: Int64) throws -> [SourceFile] {
        var result: [SourceFile] = []
        guard start < end else { return [] }
        for entry in (start + 1)...end {
            guard let files = entries[entry] else {
                throw corrupt("the log does not have this entry any more", entry, "")
            }
            result += files
        }
        return result
    }

    /// Whether none of the entries behind `start` up to `end` is missing.
    func hasEntries(after start: Int64, through end: Int64) -> Bool {
        start >= end || (start + 1...end).allSatisfy { entries[$0] != nil }
    }

    // MARK: Writing

    /// Adds an entry with these files, durably.
    ///
    /// - Throws: `concurrentRun` where another run has written the entry.
    nonisolated(nonsending) func append(_ files: [SourceFile]) async throws {
        let entry = newest + 1
        let isCompact = (entry + 1) % StreamingLimits.compactionInterval == 0
        for file in files { add(file, entry: entry) }
        let text =
            isCompact ? self.text(of: allEntries()) : self.text(of: files.map { (entry, $0) })
        let suffix = isCompact ? Self.compactSuffix : ""
        guard try await log.add(entry, text, suffix: suffix) else {
            throw StreamingError(
                .concurrentRun,
                "another run has written this entry: two runs share the checkpoint. Stop one of "
                    + "them; this one has changed nothing", path: "\(log.folder)/\(entry)\(suffix)")
        }
        newest = entry
        if isCompact { try await purge(before: entry) }
    }

    /// Drops single entries that the compaction before has, and what memory holds of them.
    private nonisolated(nonsending) func purge(before entry: Int64) async throws {
        let limit = entry - StreamingLimits.compactionInterval
        for old in entries.keys where old < limit { entries[old] = nil }
        try await log.purge(below: limit)
        try await log.purge(below: limit, suffix: Self.compactSuffix)
    }

    /// All files with the entry that they were taken by; entry 0 where that was forgotten.
    private func allEntries() -> [(Int64, SourceFile)] {
        var known: [String: Int64] = [:]
        for (entry, files) in entries { for file in files { known[file.path] = entry } }
        return files.values.map { (known[$0.path] ?? 0, $0) }
            .sorted { ($0.0, $0.1.path) < ($1.0, $1.1.path) }
    }

    private func text(of files: [(Int64, SourceFile)]) -> String {
        var writer = JSONWriter()
        writer.rawLine(Self.version)
        for (entry, file) in files {
            file.write(entry: entry, to: &writer)
            writer.newline()
        }
        return writer.text
    }

    // MARK: Recovery

    /// The entries behind `start` up to `end` as a record, with everything before them where a
    /// compaction falls among them.
    func record(after start: Int64, through end: Int64) throws -> String {
        let isWhole =
            start < 0
            || (start + 1...max(start + 1, end)).contains {
                ($0 + 1) % StreamingLimits.compactionInterval == 0
            }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("logOffset")
        writer.integer(end)
        writer.key("whole")
        writer.bool(isWhole)
        writer.key("files")
        writer.beginArray()
        let listed =
            isWhole
            ? allEntries().filter { $0.0 <= end }
            : try files(after: start, through: end).map { (end, $0) }
        for (entry, file) in listed { file.write(entry: entry, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.text
    }

    /// Rebuilds an empty log from records, the oldest first.
    ///
    /// - Throws: `tableDisagrees` where the records do not reach back to a whole one.
    nonisolated(nonsending) func rebuild(from records: [String]) async throws {
        var isComplete = false
        for text in records {
            guard let json = try? JSONValue(parsing: text), let end = json["logOffset"]?.int64,
                let whole = json["whole"]?.bool, let list = json["files"]?.array
            else {
                throw StreamingError(.checkpointCorrupt, "a record of files cannot be read")
            }
            if whole {
                isComplete = true
                files = [:]
                entries = [:]
            }
            for item in list {
                guard let (file, entry) = SourceFile.read(item) else {
                    throw StreamingError(.checkpointCorrupt, "a record of files cannot be read")
                }
                add(file, entry: entry)
            }
            newest = end
        }
        guard isComplete || records.isEmpty else {
            throw StreamingError(
                .tableDisagrees,
                "the records under the table do not reach back far enough to know which files "
                    + "were read; restore the checkpoint directory")
        }
        guard newest >= 0 else { return }
        let text = self.text(of: allEntries())
        guard try await log.add(newest, text, suffix: Self.compactSuffix) else {
            throw StreamingError(
                .concurrentRun, "another run recovers the same checkpoint; stop one of them",
                path: log.folder)
        }
    }
}

extension JSONWriter {
    /// A line that is no JSON, before lines that are.
    fileprivate mutating func rawLine(_ text: String) {
        raw(text)
        newline()
    }
}
