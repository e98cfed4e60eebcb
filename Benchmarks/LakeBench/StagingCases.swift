// Staging and scanning of whole tables on the local disk: rows to durable files of 33 partitions,
// and many small files back to rows.

import Columnar
import DeltaTable
import HostEnvironment

enum StagingCases {
    private static let batchCount = 5
    private static let batchRows = 200_000
    private static let smallFiles = 400

    static let all: [MeasuredCase] = [
        MeasuredCase(name: "append-partitioned") { folders in
            let host = HostEnvironment.system()
            let batches = (0..<batchCount).map { events(first: $0 * batchRows, batchRows) }
            let path = "\(folders.scratch)/staging-\(host.uuid())"
            let table = try await Table.create(
                at: path, schema: batches[0].schema, partitionedBy: ["repo"], environment: host)
            return {
                let result = try await table.append(batches)
                return [.count("rows", Int(result.rowCount)), .count("files", result.fileCount)]
            }
        },
        MeasuredCase(name: "scan-small-files") { folders in
            let host = HostEnvironment.system()
            let path = "\(folders.scratch)/small-\(host.uuid())"
            let rows = events(first: 0, 1000)
            let table = try await Table.create(at: path, schema: rows.schema, environment: host)
            for _ in 0..<smallFiles { try await table.append([rows]) }
            return {
                var count = 0
                for try await batch in try await table.scan() { count += batch.count }
                return [.count("rows", count), .count("files", smallFiles)]
            }
        },
    ]

    /// Commits to 33 repositories, in seven columns.
    private static func events(first: Int, _ count: Int) -> RecordBatch {
        let schema = Schema([
            Field("repo", .string), Field("id", .string), Field("author", .string),
            Field("authored_at", .timestamp), Field("committed_at", .timestamp),
            Field("parents", .int32), Field("subject", .string),
        ])
        let ordinals = first..<(first + count)
        let columns: [[Scalar]] = [
            ordinals.map { .string("team/service-\($0 &* 7919 % 33)") },
            ordinals.map { .string("0123456789abcdef-\($0 &* 0x9e37_79b9)") },
            ordinals.map { .string("author-\($0 &* 31 % 5000)") },
            ordinals.map { .timestamp(1_700_000_000_000_000 + Int64($0) * 977_123) },
            ordinals.map { .timestamp(1_700_000_000_000_000 + Int64($0) * 1_000_000) },
            ordinals.map { .int32(Int32($0 % 2 + 1)) },
            ordinals.map { .string("Speed up loading by reading checkpoints, part \($0 % 97)") },
        ]
        return RecordBatch(
            schema: schema,
            columns: zip(schema.fields, columns).map { field, scalars in
                ColumnArray(scalars: scalars, type: field.type)
            }, count: count)
    }
}
