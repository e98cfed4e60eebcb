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
            return {
                var seconds: [Double] = []
                for _ in 0..<100 {
                    let started = host.monotonicNow
                    try await table.append([rows])
                    seconds.append(started.duration(to: host.monotonicNow).inSeconds)
                }
                return latencies(seconds.sorted())
            }
        }
    ]

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
