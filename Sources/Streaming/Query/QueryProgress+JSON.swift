// The JSON of Spark's StreamingQueryProgress: doubles rounded half up to one decimal, those that
// are no numbers left out, maps sorted by key, empty maps left out. Bad records stand under
// `observedMetrics`, the table's version under the sink's `metrics`.

import DeltaProtocol
import JSONCodec

extension QueryProgress {
    /// One line of JSON.
    public var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [("id", id), ("runId", runID), ("name", name)] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("timestamp")
        writer.string(
            TimestampText.utcMilliseconds(microseconds: timestampMilliseconds * 1000, zone: "Z"))
        for (key, value) in [
            ("batchId", batchID), ("batchDuration", batchDuration),
            ("numInputRows", inputRowCount),
        ] {
            writer.key(key)
            writer.integer(value)
        }
        Self.write("inputRowsPerSecond", inputRowsPerSecond, &writer)
        Self.write("processedRowsPerSecond", processedRowsPerSecond, &writer)
        if !durations.isEmpty {
            writer.key("durationMs")
            writer.beginObject()
            for (key, value) in durations.sorted(by: { $0.key < $1.key }) {
                writer.key(key)
                writer.integer(value)
            }
            writer.endObject()
        }
        writer.key("stateOperators")
        writer.beginArray()
        writer.endArray()
        writer.key("sources")
        writer.beginArray()
        for source in sources { source.write(to: &writer) }
        writer.endArray()
        writeSink(&writer)
        writer.endObject()
        return writer.text
    }

    private func writeSink(_ writer: inout JSONWriter) {
        writer.key("sink")
        writer.beginObject()
        writer.key("description")
        writer.string(sinkDescription)
        writer.key("numOutputRows")
        writer.integer(outputRowCount)
        if let tableVersion {
            Self.write(metrics: ["tableVersion": String(tableVersion)], &writer)
        }
        writer.endObject()
        guard badRowCount > 0 else { return }
        writer.key("observedMetrics")
        writer.beginObject()
        writer.key("badRecords")
        writer.beginObject()
        writer.key("count")
        writer.integer(badRowCount)
        writer.endObject()
        writer.endObject()
    }

    fileprivate static func write(metrics: [String: String], _ writer: inout JSONWriter) {
        guard !metrics.isEmpty else { return }
        writer.key("metrics")
        writer.beginObject()
        for (key, value) in metrics.sorted(by: { $0.key < $1.key }) {
            writer.key(key)
            writer.string(value)
        }
        writer.endObject()
    }

    fileprivate static func write(_ key: String, _ value: Double?, _ writer: inout JSONWriter) {
        guard let value, value.isFinite else { return }
        writer.key(key)
        writer.double(roundedToTenth(value))
    }

    /// `value` rounded half up to one decimal.
    static func roundedToTenth(_ value: Double) -> Double {
        (value * 10).rounded(.toNearestOrAwayFromZero) / 10
    }
}

extension QueryProgress.Source {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("description")
        writer.string(description)
        for (key, value) in [
            ("startOffset", startOffset), ("endOffset", endOffset),
            ("latestOffset", latestOffset),
        ] {
            writer.key(key)
            if let value { writer.raw(value) } else { writer.null() }
        }
        writer.key("numInputRows")
        writer.integer(inputRowCount)
        QueryProgress.write("inputRowsPerSecond", inputRowsPerSecond, &writer)
        QueryProgress.write("processedRowsPerSecond", processedRowsPerSecond, &writer)
        QueryProgress.write(metrics: metrics, &writer)
        writer.endObject()
    }
}
