// The first version of a table before it is committed: rows can be staged for it, because what its
// columns are called in files is settled.

import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment
import JSONCodec

/// Protocol and metadata of a table that does not exist yet.
struct TableCreation: Sendable {
    let tableProtocol: TableProtocol
    let metadata: TableMetadata
    let operation: CommitOperation

    /// - Throws: `invalidRequest` for a schema or properties that Delta does not allow,
    ///   `unsupportedFeature`.
    init(
        schema: Schema, partitionColumns: [String], properties: [String: String],
        description: String? = nil, environment: HostEnvironment
    ) throws {
        do throws(DeltaProtocolError) {
            tableProtocol = try TableProtocol(newTable: schema, configuration: properties)
            var configuration = properties
            var columns = schema
            if try TableProperties(properties).columnMappingMode() != .none {
                var maxID: Int32 = 0
                columns = ColumnMapping.assigning(schema, maxID: &maxID, unique: environment.uuid)
                configuration[TableProperty.columnMappingMaxColumnID.rawValue] = String(maxID)
            }
            metadata = try TableMetadata(
                id: environment.uuid(), schema: columns, partitionColumns: partitionColumns,
                configuration: configuration, description: description,
                createdTime: environment.now.milliseconds)
        } catch {
            guard error.code != .unsupportedTableFeature else { throw error }
            throw TableError(.invalidRequest, "\(error)", cause: nil)
        }
        operation = CommitOperation(
            "CREATE TABLE",
            parameters: [
                ("partitionBy", .string(CommitOperation.list(partitionColumns))),
                ("description", description.map { .string($0) } ?? .null),
                ("isManaged", .string("false")),
                (
                    "properties",
                    .string(
                        JSONValue.object(
                            JSONObject(
                                properties.sorted { $0.key < $1.key }
                                    .map { ($0.key, JSONValue.string($0.value)) })
                        ).text)
                ),
            ])
    }
}
