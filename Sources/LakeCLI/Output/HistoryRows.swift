import Columnar
import DeltaTable
import HostEnvironment

/// Commits as rows, so that every output format prints them.
enum HistoryRows {
    private static let text = Field("key", .string, nullable: false)
    private static let pairs = DataType.map(key: text, value: Field("value", .string))

    static let schema = Schema([
        Field("version", .int64, nullable: false),
        Field("timestamp", .timestamp, nullable: false),
        Field("operation", .string),
        Field("operationParameters", pairs),
        Field("operationMetrics", pairs),
        Field("readVersion", .int64),
        Field("isBlindAppend", .boolean),
        Field("engineInfo", .string),
        Field("userMetadata", .string),
        Field("txnId", .string),
    ])

    static func batch(_ entries: [HistoryEntry]) -> RecordBatch {
        RecordBatch(scalarRows: entries.map(row), schema: schema)
    }

    private static func row(_ entry: HistoryEntry) -> [Scalar] {
        [
            .int64(entry.version),
            .timestamp(entry.timestamp.microseconds),
            optional(entry.operation),
            map(entry.operationParameters),
            map(entry.operationMetrics),
            entry.readVersion.map { .int64($0) } ?? .null,
            entry.isBlindAppend.map { .boolean($0) } ?? .null,
            optional(entry.engineInfo),
            optional(entry.userMetadata),
            optional(entry.transactionID),
        ]
    }

    private static let summarySchema = Schema([
        Field("version", .int64, nullable: false),
        Field("timestamp", .timestamp, nullable: false),
        Field("operation", .string),
        Field("metrics", .string),
        Field("parameters", .string),
        Field("engine", .string),
    ])

    /// What a person looks for, in the width of a terminal.
    static func summary(_ entries: [HistoryEntry]) -> RecordBatch {
        let rows: [[Scalar]] = entries.map { entry in
            [
                .int64(entry.version), .timestamp(entry.timestamp.microseconds),
                optional(entry.operation), .string(words(entry.operationMetrics)),
                .string(words(entry.operationParameters)), optional(entry.engineInfo),
            ]
        }
        return RecordBatch(scalarRows: rows, schema: summarySchema)
    }

    /// `numFiles=33 numOutputRows=5000`.
    private static func words(_ pairs: [(key: String, value: String)]) -> String {
        pairs.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }

    private static func optional(_ text: String?) -> Scalar {
        text.map { .string($0) } ?? .null
    }

    private static func map(_ pairs: [(key: String, value: String)]) -> Scalar {
        .map(pairs.map { .string($0.key) }, pairs.map { .string($0.value) })
    }
}

extension RecordBatch {
    /// A batch of a few rows of scalars.
    init(scalarRows rows: [[Scalar]], schema: Schema) {
        self.init(
            schema: schema,
            columns: schema.fields.indices.map { column in
                ColumnArray(scalars: rows.map { $0[column] }, type: schema[column].type)
            }, count: rows.count)
    }
}
