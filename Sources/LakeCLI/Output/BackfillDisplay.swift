// A job's progress: one line on a terminal, JSON lines where they are asked for.

import Backfill
import JSONCodec

/// Shows how far a backfill is.
actor BackfillDisplay {
    private let job: JobName
    private let lines: LineFile?
    private var line = ProgressLine()

    init(job: JobName, progress: String?) throws {
        self.job = job
        lines = try progress.map { try LineFile(path: $0) }
    }

    func show(_ progress: BackfillProgress) {
        lines?.write(Self.json(progress))
        let percent = progress.byteCount > 0 ? progress.bytesDone * 100 / progress.byteCount : 100
        let rate = ProgressLine.rate(rowsPerSecond: progress.rowsPerSecond)
        line.show(
            "backfill \(job) "
                + ProgressLine.bar(done: Int(percent), of: 100)
                + " \(percent)%  \(progress.unitsDone)/\(progress.unitCount) units  "
                + "\(ProgressLine.grouped(progress.inputRows)) rows  \(rate)  "
                + "left \(ProgressLine.remaining(seconds: progress.remainingSeconds))")
    }

    func end() { line.finish() }

    func finish(_ progress: BackfillProgress) {
        line.finish()
        let bad =
            progress.badRows > 0
            ? ", \(ProgressLine.grouped(progress.badRows)) bad records set aside" : ""
        StandardError.write(
            "Backfill \(job): \(progress.unitsDone) of \(progress.unitCount) units are in the "
                + "table; this run loaded \(ProgressLine.grouped(progress.outputRows)) rows"
                + "\(bad).\n")
    }

    private static func json(_ progress: BackfillProgress) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("job")
        writer.string(progress.job.text)
        for (name, value) in [
            ("unitsDone", Int64(progress.unitsDone)), ("unitCount", Int64(progress.unitCount)),
            ("bytesDone", progress.bytesDone), ("byteCount", progress.byteCount),
            ("numInputRows", progress.inputRows), ("numOutputRows", progress.outputRows),
            ("numBadRows", progress.badRows),
            ("elapsedMs", Int64(progress.elapsedSeconds * 1000)),
        ] {
            writer.key(name)
            writer.integer(value)
        }
        writer.endObject()
        return writer.text
    }
}
