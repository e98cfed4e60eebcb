public import Columnar
import DeltaLog
import DeltaProtocol
public import HostEnvironment
import JSONCodec

extension Table {
    /// Makes an empty table in a folder of the local file system.
    ///
    /// - Throws: `tableExists`; `invalidRequest` for a schema that Delta does not allow.
    public static func create(
        at path: String, schema: Schema, partitionedBy partitionColumns: [String] = [],
        properties: [String: String] = [:], environment: HostEnvironment = .system()
    ) async throws -> Table {
        let table = try Table(folder: path, environment: environment)
        try await table.create(
            schema: schema, partitionedBy: partitionColumns, properties: properties)
        return table
    }

    /// Makes the table at this place, empty. Of several who try at once exactly one succeeds.
    ///
    /// - Throws: `tableExists`; `invalidRequest` for a schema that Delta does not allow.
    @discardableResult
    public func create(
        schema: Schema, partitionedBy partitionColumns: [String] = [],
        properties: [String: String] = [:], description: String? = nil
    ) async throws -> CommitResult {
        let metadata: TableMetadata
        do {
            metadata = try TableMetadata(
                id: environment.uuid(), schema: schema, partitionColumns: partitionColumns,
                configuration: properties, description: description,
                createdTime: environment.now.milliseconds)
        } catch {
            throw TableError(.invalidRequest, "\(error)", cause: nil).at(table: location)
        }
        let operation = CommitOperation(
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
        return try await translatingErrors {
            guard try await !log.exists() else { throw existsAlready() }
            let transaction = log.beginCreation(
                protocol: try TableProtocol(newTable: schema, configuration: properties),
                metadata: metadata, operation: operation)
            let outcome = await log.commit(transaction)
            if case .conflict(let conflict) = outcome, conflict.kind == .tableExists {
                throw existsAlready()
            }
            return try await finish(outcome, StagedFiles())
        }
    }

    private func existsAlready() -> TableError {
        TableError(.tableExists, "there is a table here already").at(table: location)
    }
}
