// Whether the changes of a version can be told: what Spark's readChangeFeed asks of the metadata in
// force, and that rows of then are rows of the schema that is read.

import Columnar
import DeltaLog
import DeltaProtocol

/// The conditions under which changes are read.
enum ChangeFeedRules {
    /// The columns that a change has beside the table's, in this order.
    static let columns = [
        Field("_change_type", .string, nullable: false),
        Field("_commit_version", .int64, nullable: false),
        Field("_commit_timestamp", .timestamp, nullable: false),
    ]

    /// The table's columns and those of a change.
    ///
    /// - Throws: `invalidRequest` where the table has one of that name.
    static func schema(of table: Schema) throws(TableError) -> Schema {
        for column in columns where table.index(of: column.name) != nil {
            throw TableError(
                .invalidRequest,
                "the table has a column '\(column.name)' of its own, so that its changes cannot be "
                    + "told; rename it"
            ).at(column: column.name)
        }
        return Schema(table.fields + columns)
    }

    /// Checks the metadata that is in force from `version` on.
    ///
    /// - Parameter newest: the version as which rows are read.
    /// - Throws: `changeDataMissing`, `schemaMismatch`; `corrupt` for a schema that is none.
    static func check(
        _ metadata: TableMetadata, since version: TableVersion, readAs newest: Snapshot
    ) throws {
        let key = TableProperty.enableChangeDataFeed.rawValue
        guard metadata.configuration[key]?.lowercased() == "true" else {
            throw TableError(
                .changeDataMissing,
                "version \(version) was committed without a change data feed (\(key) is not true): "
                    + "read the changes of versions that have it")
        }
        guard metadata.partitionColumns == newest.metadata.partitionColumns else {
            throw TableError(
                .schemaMismatch,
                "the table is partitioned otherwise since a version after \(version): read the "
                    + "changes before and behind it apart")
        }
        let mapping = newest.columnMapping
        if let name = lost(try metadata.schema().fields, in: newest.schema.fields, mapping) {
            throw TableError(
                .schemaMismatch,
                "column '\(name)' of version \(version) is another one, or gone, in version "
                    + "\(newest.version): read the changes before and behind that apart"
            ).at(column: name)
        }
    }

    /// A column of which the later ones cannot hold the values; nil where there is none.
    private static func lost(
        _ earlier: [Field], in later: [Field], _ mapping: ColumnMapping
    ) -> String? {
        earlier.first { field in
            let name = mapping.physicalName(of: field)
            guard let same = later.first(where: { mapping.physicalName(of: $0) == name }) else {
                return true
            }
            return !fits(field.type, in: same.type, mapping)
        }?.name
    }

    private static func fits(
        _ earlier: DataType, in later: DataType, _ mapping: ColumnMapping
    ) -> Bool {
        switch (earlier, later) {
        case (.struct(let fields), .struct(let laterFields)):
            lost(fields, in: laterFields, mapping) == nil
        case (.list(let element), .list(let laterElement)):
            fits(element.type, in: laterElement.type, mapping)
        case (.map(let key, let value), .map(let laterKey, let laterValue)):
            fits(key.type, in: laterKey.type, mapping)
                && fits(value.type, in: laterValue.type, mapping)
        default: earlier == later || earlier.widens(to: later)
        }
    }
}
