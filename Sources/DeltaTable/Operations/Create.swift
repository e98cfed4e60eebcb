public import Columnar
import DeltaLog
public import HostEnvironment

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
        let creation = try await translatingErrors {
            try TableCreation(
                schema: schema, partitionColumns: partitionColumns, properties: properties,
                description: description, environment: environment)
        }
        return try await create(creation)
    }

    /// Makes the table that is prepared.
    @discardableResult
    func create(_ creation: TableCreation) async throws -> CommitResult {
        try await translatingErrors {
            guard try await !log.exists() else { throw existsAlready() }
            let transaction = log.beginCreation(
                protocol: creation.tableProtocol, metadata: creation.metadata,
                operation: creation.operation)
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
