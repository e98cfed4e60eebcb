// Commits: small appends to a table on the local disk, one after the other, each durable before it
// is acknowledged.

import Columnar
import DeltaTable
import Glibc
import HostEnvironment

enum TableCases {
    static let all: [MeasuredCase] = [
        MeasuredCase(name: "commits") { folders in
            let host = HostEnvironment.system()
            let path = "\(folders.scratch)/commits-\(host.uuid())"
            let rows = tenRows()
            let table = try await Table.create(
                at: path, schema: rows.schema, environment: host)
            return { try await append(rows, to: table, times: 1000) }
        },
        MeasuredCase(name: "race_table") { folders in
            let host = HostEnvironment.system()
            return {
                _ = try await Table.create(
                    at: "\(folders.scratch)/lake-race", schema: tenRows().schema, environment: host)
                return []
            }
        },
        // Several processes do this at once, on the table that the case before has made.
        MeasuredCase(name: "race") { folders in
            let table = try await Table.open(
                "\(folders.scratch)/lake-race", environment: HostEnvironment.system())
            return { try await append(tenRows(), to: table, times: 100) }
        },
    ]

    private static func append(
        _ rows: RecordBatch, to table: Table, times: Int
    ) async throws -> [MeasuredCase.Fact] {
        var seconds: [Double] = []
        for _ in 0..<times {
            let started = table.environment.monotonicNow
            try await table.append([rows])
            seconds.append(started.duration(to: table.environment.monotonicNow).inSeconds)
        }
        return latencies(seconds.sorted())
    }

    private static func latencies(_ sorted: [Double]) -> [MeasuredCase.Fact] {
        [
            .count("commits", sorted.count),
            .number("p50_ms", sorted[sorted.count / 2] * 1000),
            .number("p99_ms", sorted[sorted.count * 99 / 100] * 1000),
        ]
    }

    /// An id, a short text and an amount, as the peers append them.
    private static func tenRows() -> RecordBatch {
        let schema = Schema([
            Field("id", .int64), Field("region", .string), Field("amount", .float64),
        ])
        let columns = [
            ColumnArray(scalars: (0..<10).map { .int64($0) }, type: .int64),
            ColumnArray(scalars: (0..<10).map { .string("r\($0)") }, type: .string),
            ColumnArray(scalars: (0..<10).map { .float64(Double($0)) }, type: .float64),
        ]
        return RecordBatch(schema: schema, columns: columns, count: 10)
    }
}
