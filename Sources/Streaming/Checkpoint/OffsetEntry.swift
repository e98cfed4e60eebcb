// `offsets/N` and `commits/N` in version 1 of Spark's format: a version line, a line of metadata,
// then a line a source, `-` where the source has no offset yet.

import JSONCodec

/// The text of an entry of the offset log.
struct OffsetEntry: Sendable, Hashable {
    var timestampMilliseconds: Int64
    /// Which run wrote the entry.
    var runID: String
    var offsets: [SourceOffset?]

    private static let version = "v1"

    var text: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("batchWatermarkMs")
        writer.integer(0)
        writer.key("batchTimestampMs")
        writer.integer(timestampMilliseconds)
        writer.key("conf")
        writer.beginObject()
        writer.key("lake.runId")
        writer.string(runID)
        writer.endObject()
        writer.endObject()
        let lines = [Self.version, writer.text] + offsets.map { $0?.json ?? "-" }
        return lines.joined(separator: "\n")
    }

    /// - Throws: `checkpointCorrupt` with `path`.
    init(parsing text: String, path: String) throws(StreamingError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let version = lines.first, version == Self.version else {
            throw Self.corrupt("expected '\(Self.version)' in the first line", path)
        }
        guard lines.count >= 2, let metadata = try? JSONValue(parsing: String(lines[1])),
            let timestamp = metadata["batchTimestampMs"]?.int64
        else { throw Self.corrupt("the second line has no batchTimestampMs", path) }
        timestampMilliseconds = timestamp
        runID = metadata["conf"]?["lake.runId"]?.string ?? ""
        var offsets: [SourceOffset?] = []
        for line in lines.dropFirst(2) where !line.isEmpty {
            if line == "-" {
                offsets.append(nil)
                continue
            }
            guard (try? JSONValue(parsing: String(line))) != nil else {
                throw Self.corrupt("the offset '\(line.prefix(80))' is not JSON", path)
            }
            offsets.append(SourceOffset(json: String(line)))
        }
        self.offsets = offsets
    }

    init(timestampMilliseconds: Int64, runID: String, offsets: [SourceOffset?]) {
        self.timestampMilliseconds = timestampMilliseconds
        self.runID = runID
        self.offsets = offsets
    }

    /// The text of every entry of the commit log.
    static let commitText = "v1\n{\"nextBatchWatermarkMs\":0}"

    private static func corrupt(_ message: String, _ path: String) -> StreamingError {
        StreamingError(.checkpointCorrupt, message, path: path)
    }
}
