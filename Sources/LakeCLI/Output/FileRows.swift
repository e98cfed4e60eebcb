import Columnar
import DeltaTable
import HostEnvironment

/// Data files as rows.
enum FileRows {
    static let schema = Schema([
        Field("path", .string, nullable: false),
        Field(
            "partitionValues",
            .map(key: Field("key", .string, nullable: false), value: Field("value", .string)),
            nullable: false),
        Field("size", .int64, nullable: false),
        Field("modificationTime", .timestamp, nullable: false),
        Field("stats", .string),
    ])

    static func batch(_ files: [DataFile]) -> RecordBatch {
        RecordBatch(
            scalarRows: files.map { file in
                [
                    .string(file.path),
                    .map(
                        file.partitionValues.map { .string($0.column) },
                        file.partitionValues.map { $0.value.map { .string($0) } ?? .null }),
                    .int64(file.size),
                    .timestamp(file.modified.microseconds),
                    file.statistics.map { .string($0) } ?? .null,
                ]
            }, schema: schema)
    }
}
