// Columns get other names, or go, without a data file being touched: what column mapping is for
// (PROTOCOL.md, *Column Mapping*). One commit of metadata each, planned again when it is overtaken.

import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import JSONCodec

extension Table {
    /// Gives a column another name. Older versions keep the old one.
    ///
    /// - Throws: `columnNotFound`; `invalidRequest` where the table has no column mapping or
    ///   another column has the name; `outcomeUnknown`, `storage`.
    @discardableResult
    public func renameColumn(_ name: String, to newName: String) async throws -> CommitResult {
        let operation = CommitOperation(
            "RENAME COLUMN",
            parameters: [
                ("oldColumnPath", .string(name)), ("newColumnPath", .string(newName)),
            ])
        return try await alterColumns(operation) { columns throws(TableError) in
            let position = try Self.position(of: name, in: columns.fields)
            let old = columns.fields[position].name
            columns.fields[position] = columns.fields[position].renamed(newName)
            columns.partitionColumns = columns.partitionColumns.map { $0 == old ? newName : $0 }
        }
    }

    /// Takes a column out of the table. Older versions keep it, and data files do.
    ///
    /// - Throws: `columnNotFound`; `invalidRequest` where the table has no column mapping, or for
    ///   a partition column and the last other one; `outcomeUnknown`, `storage`.
    @discardableResult
    public func dropColumn(_ name: String) async throws -> CommitResult {
        let operation = CommitOperation(
            "DROP COLUMNS", parameters: [("columns", .string(CommitOperation.list([name])))])
        return try await alterColumns(operation) { columns throws(TableError) in
            let position = try Self.position(of: name, in: columns.fields)
            guard !columns.partitionColumns.contains(columns.fields[position].name) else {
                throw TableError(
                    .invalidRequest, "the table is partitioned by '\(name)', so it has to stay")
            }
            columns.fields.remove(at: position)
            guard columns.fields.count > columns.partitionColumns.count else {
                throw TableError(
                    .invalidRequest, "'\(name)' is the last column that holds data; drop the table")
            }
        }
    }

    /// What a change of columns starts from and ends with.
    private struct Columns {
        var fields: [Field]
        var partitionColumns: [String]
    }

    private func alterColumns(
        _ operation: CommitOperation,
        _ change: @escaping @Sendable (inout Columns) throws(TableError) -> Void
    ) async throws -> CommitResult {
        try await alter { snapshot in
            AlterOperation.Change(
                metadata: try Self.altered(snapshot, change), operation: operation)
        }
    }

    private static func altered(
        _ snapshot: TableSnapshot, _ change: (inout Columns) throws(TableError) -> Void
    ) throws -> TableMetadata {
        guard snapshot.log.columnMapping.mode != .none else {
            throw TableError(
                .invalidRequest,
                "columns can be renamed and dropped only in tables with column mapping "
                    + "(delta.columnMapping.mode=name), which this table does not have")
        }
        var columns = Columns(
            fields: snapshot.schema.fields, partitionColumns: snapshot.partitionColumns)
        try change(&columns)
        var metadata = snapshot.log.metadata
        metadata.schemaString = SchemaCodec.encode(Schema(columns.fields))
        metadata.partitionColumns = columns.partitionColumns
        try checkRulesStillBind(snapshot, columns.fields)
        return metadata
    }

    /// A constraint, or a generated column, must not lose a column that it reads.
    private static func checkRulesStillBind(
        _ snapshot: TableSnapshot, _ fields: [Field]
    ) throws {
        let names = Set(fields.map { $0.name.lowercased() })
        for text in snapshot.ruleTexts {
            guard let expression = try? Expression(parsing: text) else { continue }
            for column in expression.columns {
                guard let name = column.parts.first, !names.contains(name.lowercased()) else {
                    continue
                }
                throw TableError(
                    .invalidRequest,
                    "the column '\(name)' is read by a constraint or a generated column of the "
                        + "table (\(text)); drop that first"
                ).at(column: name)
            }
        }
    }

    static func position(
        of name: String, in fields: [Field]
    ) throws(TableError) -> Int {
        let folded = name.lowercased()
        let matches = fields.indices.filter { fields[$0].name.lowercased() == folded }
        guard
            let position = fields.firstIndex(where: { $0.name == name })
                ?? (matches.count == 1 ? matches[0] : nil)
        else {
            throw TableError(
                .columnNotFound,
                "the table has no column '\(name)'; its columns are "
                    + fields.map(\.name).joined(separator: ", ")
            ).at(column: name)
        }
        return position
    }
}
