import Columnar
import DeltaProtocol
import DeltaTable
import HostEnvironment

/// A table's detail as one row, with the names of Delta's `DESCRIBE DETAIL`.
enum DetailRow {
    private static let strings = DataType.list(Field("element", .string, nullable: false))

    static let schema = Schema([
        Field("format", .string, nullable: false),
        Field("id", .string, nullable: false),
        Field("name", .string),
        Field("description", .string),
        Field("location", .string, nullable: false),
        Field("createdAt", .timestamp),
        Field("lastModified", .timestamp, nullable: false),
        Field("version", .int64, nullable: false),
        Field("partitionColumns", strings, nullable: false),
        Field("numFiles", .int64, nullable: false),
        Field("sizeInBytes", .int64, nullable: false),
        Field(
            "properties",
            .map(key: Field("key", .string, nullable: false), value: Field("value", .string)),
            nullable: false),
        Field("minReaderVersion", .int32, nullable: false),
        Field("minWriterVersion", .int32, nullable: false),
        Field("tableFeatures", strings, nullable: false),
    ])

    static func batch(_ detail: TableDetail) -> RecordBatch {
        let properties = detail.properties.sorted { $0.key < $1.key }
        let row: [Scalar] = [
            .string("delta"),
            .string(detail.id),
            detail.name.map { .string($0) } ?? .null,
            detail.tableDescription.map { .string($0) } ?? .null,
            .string(detail.location),
            detail.createdAt.map { .timestamp($0.microseconds) } ?? .null,
            .timestamp(detail.lastModified.microseconds),
            .int64(detail.version),
            .list(detail.partitionColumns.map { .string($0) }),
            .int64(Int64(detail.fileCount)),
            .int64(detail.sizeInBytes),
            .map(properties.map { .string($0.key) }, properties.map { .string($0.value) }),
            .int32(Int32(detail.minReaderVersion)),
            .int32(Int32(detail.minWriterVersion)),
            .list(detail.tableFeatures.map { .string($0) }),
        ]
        return RecordBatch(scalarRows: [row], schema: schema)
    }

    /// A value of the row for people.
    static func text(_ value: Scalar) -> String {
        switch value {
        case .null: "-"
        case .string(let text): text
        case .int64(let number): ProgressLine.grouped(number)
        case .int32(let number): String(number)
        case .timestamp(let time): TimestampText.utc(microseconds: time)
        case .list(let items): items.isEmpty ? "-" : items.map(text).joined(separator: ", ")
        case .map(let keys, let values):
            keys.isEmpty
                ? "-" : zip(keys, values).map { "\(text($0))=\(text($1))" }.joined(separator: ", ")
        default: "\(value)"
        }
    }
}
