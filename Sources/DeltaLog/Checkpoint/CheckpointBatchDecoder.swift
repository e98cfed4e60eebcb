// One batch of a checkpoint's rows as actions.

import Columnar
import DeltaProtocol

/// Turns the struct columns of a batch into an `ActionBatch`.
struct CheckpointBatchDecoder {
    private let batch: RecordBatch
    private var actions = ActionBatch()

    init(_ batch: RecordBatch) {
        self.batch = batch
    }

    /// - Throws: `corruptAction` where a row is not what it must be.
    mutating func decode(version: TableVersion) throws(DeltaProtocolError) -> ActionBatch {
        var section = ActionBatch.Section(version: version, isCheckpoint: true)
        try decodeFiles("add", isAdd: true)
        try decodeFiles("remove", isAdd: false)
        section.rows = 0..<actions.rows.count
        try decodeOthers(into: &section)
        actions.sections = [section]
        actions.seal()
        return actions
    }

    private mutating func decodeFiles(
        _ name: String, isAdd: Bool
    ) throws(DeltaProtocolError) {
        guard let column = batch.column(name),
            let files = CheckpointFileColumns(column, isAdd: isAdd)
        else { return }
        var appender = CheckpointFileAppender(files, rows: actions.rows)
        try appender.append(rowsOf: column)
        actions.rows = appender.rows
    }

    private func decodeOthers(
        into section: inout ActionBatch.Section
    ) throws(DeltaProtocolError) {
        try forEachRow("protocol") { (row) throws(DeltaProtocolError) in
            guard let reader = row.int32("minReaderVersion"),
                let writer = row.int32("minWriterVersion")
            else { throw Self.missing("protocol") }
            section.tableProtocol = TableProtocol(
                minReaderVersion: reader, minWriterVersion: writer,
                readerFeatures: row.strings("readerFeatures"),
                writerFeatures: row.strings("writerFeatures"))
        }
        try forEachRow("metaData") { (row) throws(DeltaProtocolError) in
            guard let id = row.string("id"), let schema = row.string("schemaString") else {
                throw Self.missing("metaData")
            }
            let format = row.row("format")
            section.metadata = TableMetadata(
                id: id, name: row.string("name"), description: row.string("description"),
                provider: format?.string("provider") ?? "parquet",
                formatOptions: format?.map("options") ?? [:], schemaString: schema,
                partitionColumns: row.strings("partitionColumns") ?? [],
                configuration: row.map("configuration") ?? [:],
                createdTime: row.int64("createdTime"))
        }
        try forEachRow("txn") { (row) throws(DeltaProtocolError) in
            guard let appID = row.string("appId"), let version = row.int64("version") else {
                throw Self.missing("txn")
            }
            section.transactions.append(
                SetTransaction(
                    appID: appID, version: version, lastUpdated: row.int64("lastUpdated")))
        }
        try forEachRow("domainMetadata") { (row) throws(DeltaProtocolError) in
            guard let domain = row.string("domain") else { throw Self.missing("domainMetadata") }
            section.domains.append(
                DomainMetadata(
                    domain: domain, configuration: row.string("configuration") ?? "",
                    removed: row.bool("removed") ?? false))
        }
        try forEachRow("sidecar") { (row) throws(DeltaProtocolError) in
            guard let path = row.string("path"), let size = row.int64("sizeInBytes") else {
                throw Self.missing("sidecar")
            }
            section.sidecars.append(
                Sidecar(
                    path: path, sizeInBytes: size,
                    modificationTime: row.int64("modificationTime") ?? 0))
        }
        try forEachRow("checkpointMetadata") { (row) throws(DeltaProtocolError) in
            guard let version = row.int64("version") else {
                throw Self.missing("checkpointMetadata")
            }
            section.checkpointMetadata = CheckpointMetadata(version: version)
        }
    }

    private func forEachRow(
        _ name: String, _ body: (ScalarRow) throws(DeltaProtocolError) -> Void
    ) throws(DeltaProtocolError) {
        guard let column = batch.column(name) else { return }
        for row in 0..<column.count where !column.isNull(row) {
            if let values = ScalarRow(column.scalar(at: row), column.type) { try body(values) }
        }
    }

    static func missing(_ name: String) -> DeltaProtocolError {
        DeltaProtocolError(
            .corruptAction, "corrupt checkpoint: a row of \(name) lacks a required field")
    }
}

/// A struct value whose fields are looked up by name.
struct ScalarRow {
    private let values: [Scalar]
    private let fields: [Field]

    init?(_ scalar: Scalar, _ type: DataType) {
        guard case .struct(let values) = scalar, case .struct(let fields) = type else { return nil }
        self.values = values
        self.fields = fields
    }

    private subscript(name: String) -> Scalar {
        fields.firstIndex { $0.name == name }.map { values[$0] } ?? .null
    }

    func string(_ name: String) -> String? {
        if case .string(let text) = self[name] { text } else { nil }
    }

    func int32(_ name: String) -> Int32? {
        switch self[name] {
        case .int32(let value): value
        case .int64(let value): Int32(exactly: value)
        default: nil
        }
    }

    func int64(_ name: String) -> Int64? {
        switch self[name] {
        case .int64(let value): value
        case .int32(let value): Int64(value)
        default: nil
        }
    }

    func bool(_ name: String) -> Bool? {
        if case .boolean(let value) = self[name] { value } else { nil }
    }

    func strings(_ name: String) -> [String]? {
        guard case .list(let values) = self[name] else { return nil }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// A map of strings; keys whose value is null are left out.
    func map(_ name: String) -> [String: String]? {
        guard case .map(let keys, let values) = self[name] else { return nil }
        var result: [String: String] = [:]
        for case (.string(let key), .string(let value)) in zip(keys, values) {
            result[key] = value
        }
        return result
    }

    func row(_ name: String) -> ScalarRow? {
        fields.firstIndex { $0.name == name }.flatMap { ScalarRow(values[$0], fields[$0].type) }
    }
}
