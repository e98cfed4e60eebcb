// What a person and a program see of a running stream: a live line on a terminal, notices as lines
// of their own, and reports as JSON where they are wanted.

import Streaming

/// Shows the events of a stream.
actor StreamDisplay {
    private let reports: LineFile?
    private var line = ProgressLine()
    private var rows: Int64 = 0
    private var badRows: Int64 = 0
    private var batches = 0

    init(reports: LineFile?) {
        self.reports = reports
    }

    func show(_ event: StreamEvent) {
        switch event {
        case .started(let id, _, let name):
            message("stream '\(name)' runs (query \(id))")
        case .progress(let progress):
            rows += progress.outputRowCount
            badRows += progress.badRowCount
            batches += 1
            reports?.write(progress.json)
            line.show(Self.text(of: progress, rows: rows, badRows: badRows))
        case .idle(let progress):
            reports?.write(progress.json)
        case .notice(let text):
            message(text)
        case .ended:
            break
        }
    }

    func stopping() { message("ending after this batch; a second signal ends at once") }

    func finish() {
        line.finish()
        let bad = badRows > 0 ? ", \(ProgressLine.grouped(badRows)) bad records" : ""
        message("\(ProgressLine.grouped(rows)) rows in \(batches) batches\(bad)")
    }

    private func message(_ text: String) {
        line.finish()
        StandardError.write(text + "\n")
    }

    private static func text(
        of progress: QueryProgress, rows: Int64, badRows: Int64
    ) -> String {
        var parts = [
            "batch \(progress.batchID)", "\(ProgressLine.grouped(rows)) rows",
            ProgressLine.rate(rowsPerSecond: progress.processedRowsPerSecond),
            "\(progress.batchDuration) ms",
        ]
        if let version = progress.tableVersion { parts.append("version \(version)") }
        let files = progress.sources.compactMap { $0.metrics["numFilesOutstanding"] }
            .compactMap { Int64($0) }.reduce(0, +)
        if files > 0 { parts.append("\(ProgressLine.grouped(files)) files wait") }
        if badRows > 0 { parts.append("\(ProgressLine.grouped(badRows)) bad") }
        return parts.joined(separator: "  ")
    }
}
