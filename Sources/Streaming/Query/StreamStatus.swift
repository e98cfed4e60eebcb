// What a checkpoint says about its query, whether it runs or not.

public import HostEnvironment
import JSONCodec
import ObjectStorage

/// The state of a stream as its checkpoint has it.
public struct StreamStatus: Sendable {
    public let id: String
    public let name: String
    /// The newest batch that was begun; nil before the first one.
    public let lastBatch: Int64?
    /// The newest batch that is known to be in the table; nil before the first one.
    public let lastCommitted: Int64?
    /// The sources, each with the JSON of the offset that it was read to; nil at its beginning.
    public let sources: [(description: String, offset: String?)]
    /// The last report as JSON; nil where there is none yet.
    public let progress: String?

    /// Reads a checkpoint directory.
    ///
    /// - Throws: `bindingInvalid` where the folder is no checkpoint; `checkpointCorrupt`.
    public static func read(
        checkpoint path: String, environment: HostEnvironment
    ) async throws -> StreamStatus {
        let store = LocalObjectStore(
            root: path, environment: environment, createsRoot: false)
        return try await read(CheckpointDirectory(store: store, name: path))
    }

    package static func read(_ checkpoint: CheckpointDirectory) async throws -> StreamStatus {
        guard let identity = try await checkpoint.identity() else {
            throw StreamingError(
                .bindingInvalid, "there is no checkpoint of a stream in this folder",
                path: checkpoint.name)
        }
        let logs = try await checkpoint.logs(sourceCount: identity.sources.count)
        let ends = logs.last?.ends ?? []
        let sources = identity.sources.enumerated().map { index, source in
            (source.description, index < ends.count ? ends[index]?.json : nil)
        }
        return StreamStatus(
            id: identity.id, name: identity.name, lastBatch: logs.last?.id,
            lastCommitted: logs.lastCommitted, sources: sources,
            progress: try await checkpoint.progress())
    }

    /// One JSON object.
    public var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("id")
        writer.string(id)
        writer.key("name")
        writer.string(name)
        for (key, value) in [("lastBatchId", lastBatch), ("lastCommittedBatchId", lastCommitted)] {
            writer.key(key)
            if let value { writer.integer(value) } else { writer.null() }
        }
        writer.key("sources")
        writer.beginArray()
        for source in sources {
            writer.beginObject()
            writer.key("description")
            writer.string(source.description)
            writer.key("offset")
            if let offset = source.offset { writer.raw(offset) } else { writer.null() }
            writer.endObject()
        }
        writer.endArray()
        writer.key("lastProgress")
        if let progress { writer.raw(progress) } else { writer.null() }
        writer.endObject()
        return writer.text
    }

    /// Lines for people.
    public var text: String {
        var lines = ["query           \(name) (\(id))"]
        lines.append("last batch      \(lastBatch.map(String.init) ?? "none")")
        let isOpen = lastBatch != nil && lastBatch != lastCommitted
        lines.append(
            "committed       \(lastCommitted.map(String.init) ?? "none")"
                + (isOpen ? " (a batch is running, or runs again at the next start)" : ""))
        for source in sources {
            lines.append("source          \(source.description)")
            lines.append("  read up to    \(source.offset ?? "its beginning")")
        }
        guard let progress, let json = try? JSONValue(parsing: progress) else {
            return lines.joined(separator: "\n")
        }
        lines.append("last report     \(json["timestamp"]?.string ?? "")")
        for (label, key) in [
            ("rows", "numInputRows"), ("milliseconds", "batchDuration"),
            ("rows/s", "processedRowsPerSecond"),
        ] {
            guard let value = json[key] else { continue }
            lines.append("  \(label)".padded(to: 16) + value.text)
        }
        for source in json["sources"]?.array ?? [] {
            guard let metrics = source["metrics"]?.object else { continue }
            for metric in metrics.fields {
                let words = metric.name == "numFilesOutstanding" ? "files wait" : "bytes wait"
                lines.append("  \(words)".padded(to: 16) + (metric.value.string ?? ""))
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
