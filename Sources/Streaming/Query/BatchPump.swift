// The inner loop of a batch: a window of pieces is decoded and transformed at once on all
// processors, and delivered to the writer in their order, so that a batch that runs again writes
// the same rows in the same order. The window bounds memory.

import Columnar
import TextFormats

/// Moves the rows of one flow from its reader to the writer.
struct BatchPump: Sendable {
    struct Counts: Sendable {
        var inputRows: Int64 = 0
        var badRows: Int64 = 0
    }

    private struct Processed: Sendable {
        var index: Int
        var file: String
        var firstLine: Int?
        var rows: TransformedRows
        var decoded: ChunkRows
    }

    let sourceName: String
    let transform: QueryFlow.Transform
    let plan: BatchPlan
    let query: String
    let parallelism: Int

    func run(
        _ reader: any SourceReader, into writer: any SinkWriter, bad: BadRecordWriter
    ) async throws -> Counts {
        let window = parallelism + 1
        return try await withThrowingTaskGroup(of: Processed.self) { group in
            var counts = Counts()
            var lines = LineCounter()
            var ready: [Int: Processed] = [:]
            var started = 0
            var delivered = 0
            var isExhausted = false
            while true {
                while !isExhausted, started - delivered < window {
                    guard let chunk = try await reader.next() else {
                        isExhausted = true
                        break
                    }
                    let index = started
                    started += 1
                    group.addTask { try process(chunk, index) }
                }
                if let next = ready.removeValue(forKey: delivered) {
                    delivered += 1
                    try await deliver(next, &lines, &counts, writer, bad)
                } else if let processed = try await group.next() {
                    ready[processed.index] = processed
                } else {
                    return counts
                }
            }
        }
    }

    private func process(_ chunk: SourceChunk, _ index: Int) throws -> Processed {
        let decoded = try chunk.decode()
        let rows =
            decoded.batch.count == 0
            ? TransformedRows(batch: decoded.batch, failures: [])
            : try transform(decoded.batch, plan.timestampMilliseconds)
        return Processed(
            index: index, file: chunk.file, firstLine: chunk.firstLine, rows: rows,
            decoded: decoded)
    }

    private func deliver(
        _ processed: Processed, _ lines: inout LineCounter, _ counts: inout Counts,
        _ writer: any SinkWriter, _ bad: BadRecordWriter
    ) async throws {
        let decoded = processed.decoded
        let firstLine = lines.begin(at: processed.firstLine)
        lines.advance(decoded.lineCount)
        counts.inputRows += Int64(decoded.batch.count + decoded.badRows.count)
        let records = badRecords(of: processed, firstLine: firstLine)
        if !records.isEmpty {
            counts.badRows += Int64(records.count)
            try await bad.write(records)
        }
        if decoded.batch.count > 0, processed.rows.batch.count > 0 {
            try await writer.write(processed.rows.batch)
        }
    }

    private func badRecords(of processed: Processed, firstLine: Int) -> [BadRecord] {
        var records: [BadRecord] = processed.decoded.badRows.map { row in
            BadRecord(
                batchMilliseconds: plan.timestampMilliseconds, query: query,
                source: sourceName, file: processed.file,
                line: Int64(firstLine + row.position.line - 1),
                offset: Int64(row.position.byte),
                code: row.code.rawValue, reason: row.message, raw: RawText.text(row.text))
        }
        let failures = processed.rows.failures
        if !failures.isEmpty {
            let places = RowLines(of: processed.decoded)
            for failure in failures {
                records.append(
                    BadRecord(
                        batchMilliseconds: plan.timestampMilliseconds, query: query,
                        source: sourceName, file: processed.file,
                        line: places.line(ofRow: failure.row).map { Int64(firstLine + $0) },
                        offset: nil, code: failure.code, reason: failure.message,
                        raw: RawText.json(processed.decoded.batch, row: failure.row)))
            }
        }
        return records
    }
}

/// Counts the lines of files whose pieces come in order.
private struct LineCounter {
    private var line = 1

    /// The line that the next piece begins with.
    mutating func begin(at firstLine: Int?) -> Int {
        if let firstLine { line = firstLine }
        return line
    }

    mutating func advance(_ count: Int) { line += count }
}

/// The lines of the good rows of a piece, where they can be told: every line is a row or bad.
private struct RowLines {
    private let badLines: [Int]?

    init(of rows: ChunkRows) {
        let isExact = rows.lineCount == rows.batch.count + rows.badRows.count
        badLines = isExact ? rows.badRows.map { $0.position.line - 1 } : nil
    }

    /// The line of good row `row`, counted from 0.
    func line(ofRow row: Int) -> Int? {
        guard let badLines else { return nil }
        var line = row
        for bad in badLines where bad <= line { line += 1 }
        return line
    }
}
