// What the columns of a table are called in its files and in its log (PROTOCOL.md, *Column
// Mapping*): by name, by a physical name that never changes, or by the id in the Parquet schema.
// Partition values and statistics go by the physical name in both mapped modes.

package import Columnar
import JSONCodec

/// The translation between a table's columns and those of its files.
package struct ColumnMapping: Hashable, Sendable {
    /// The values of `delta.columnMapping.mode`.
    package enum Mode: String, Hashable, Sendable {
        case none, name, id
    }

    package let mode: Mode

    /// Files call the columns as the table does.
    package static let none = ColumnMapping(mode: .none)

    static let idKey = "delta.columnMapping.id"
    static let physicalNameKey = "delta.columnMapping.physicalName"
    /// The key of column metadata under which the Parquet schema's ids are read and written.
    package static let fieldIDKey = "PARQUET:field_id"

    private init(mode: Mode) {
        self.mode = mode
    }

    /// - Throws: `invalidProperty` for an unknown mode; `corruptSchema` where a column of a mapped
    ///   table has no physical name or id, or shares one.
    package init(
        _ tableProtocol: TableProtocol, _ metadata: TableMetadata, schema: Schema
    ) throws(DeltaProtocolError) {
        self.init(mode: try metadata.properties.columnMappingMode())
        // The property counts only where readers were told to look at it.
        guard mode != .none, tableProtocol.supportsColumnMapping else {
            self = .none
            return
        }
        var ids: Set<Int32> = []
        var names: Set<String> = []
        try Self.check(schema.fields, &ids, &names)
    }

    private static func check(
        _ fields: [Field], _ ids: inout Set<Int32>, _ names: inout Set<String>
    ) throws(DeltaProtocolError) {
        for field in fields {
            guard let name = physicalName(field), !name.isEmpty, let id = id(field) else {
                throw DeltaProtocolError(
                    .corruptSchema,
                    "the column \"\(field.name)\" has no physical name and id, which every column "
                        + "of a table with column mapping has")
            }
            guard ids.insert(id).inserted, names.insert(name).inserted else {
                throw DeltaProtocolError(
                    .corruptSchema,
                    "the column \"\(field.name)\" shares its physical name or id with another")
            }
            try checkNested(field.type, &ids, &names)
        }
    }

    private static func checkNested(
        _ type: DataType, _ ids: inout Set<Int32>, _ names: inout Set<String>
    ) throws(DeltaProtocolError) {
        if case .struct(let fields) = type { return try check(fields, &ids, &names) }
        for child in type.children { try checkNested(child.type, &ids, &names) }
    }

    static func physicalName(_ field: Field) -> String? {
        field.metadata[physicalNameKey].flatMap { try? JSONValue(parsing: $0) }?.string
    }

    static func id(_ field: Field) -> Int32? {
        field.metadata[idKey].flatMap { Int32($0) }
    }

    // MARK: Translation

    /// What the log, and in name mode the files, call a column.
    package func physicalName(of field: Field) -> String {
        mode == .none ? field.name : Self.physicalName(field) ?? field.name
    }

    /// The columns as files are written: physical names, and ids for the Parquet schema.
    package func physical(_ schema: Schema) -> Schema {
        mode == .none ? schema : Schema(schema.fields.map(physical))
    }

    private func physical(_ field: Field) -> Field {
        let metadata = Self.id(field).map { [Self.fieldIDKey: String($0)] } ?? [:]
        return Field(
            physicalName(of: field), physical(field.type), nullable: field.nullable,
            metadata: metadata)
    }

    private func physical(_ type: DataType) -> DataType {
        func unnamed(_ field: Field) -> Field {
            Field(field.name, physical(field.type), nullable: field.nullable)
        }
        return switch type {
        case .struct(let fields): .struct(fields.map(physical))
        case .list(let element): .list(unnamed(element))
        case .map(let key, let value): .map(key: unnamed(key), value: unnamed(value))
        default: type
        }
    }

    /// The position of `field` among the columns of a file, or of a structure in it.
    package func position(of field: Field, in file: [Field]) -> Int? {
        switch mode {
        case .none: return file.firstIndex { $0.name == field.name }
        case .name:
            let name = physicalName(of: field)
            return file.firstIndex { $0.name == name }
        case .id:
            // A column that is not the table's, such as `_change_type` of change data files.
            guard let id = Self.id(field) else {
                return file.firstIndex { $0.name == field.name }
            }
            let text = String(id)
            return file.firstIndex { $0.metadata[Self.fieldIDKey] == text }
        }
    }

    /// The names by which a file knows the column at `path`, from the top; nil where it lacks it.
    package func path(_ path: [String], of table: Schema, in file: Schema) -> [String]? {
        var names: [String] = []
        var fields = table.fields
        var inFile = file.fields
        for name in path {
            guard let field = fields.first(where: { $0.name == name }),
                let position = position(of: field, in: inFile)
            else { return nil }
            names.append(inFile[position].name)
            fields = field.type.children
            inFile = inFile[position].type.children
        }
        return names
    }

    /// Whether files must carry ids, and this one carries none.
    package func lacksIDs(_ file: Schema) -> Bool {
        mode == .id && !file.fields.contains { $0.metadata[Self.fieldIDKey] != nil }
    }
}

extension TableProtocol {
    /// Whether readers honour `delta.columnMapping.mode`.
    package var supportsColumnMapping: Bool {
        minReaderVersion == 2
            || (readerFeatures ?? []).contains(TableFeature.columnMapping.rawValue)
    }
}
