// One write from rows that come piece by piece, into a table that may not exist yet. Nothing is
// visible, and no table is made, before all rows are staged.

package import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment

/// What a write does with the rows that a table has.
package enum WriteMode: String, Sendable, CaseIterable {
    case append
    case overwrite
}

/// The shape of a table that is made by a write where there is none.
package struct NewTable: Sendable {
    package var schema: Schema
    package var partitionColumns: [String]
    package var properties: [String: String]

    package init(
        schema: Schema, partitionColumns: [String] = [], properties: [String: String] = [:]
    ) {
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.properties = properties
    }
}

extension Table {
    /// Writes the rows that `fill` appends, in one commit.
    ///
    /// - Parameters:
    ///   - shape: makes the table where there is none; nil where it must exist.
    ///   - application: makes the write idempotent.
    /// - Throws: what `fill` throws, after which nothing has changed; else as `append`.
    package func write(
        _ mode: WriteMode, making shape: NewTable? = nil,
        as application: ApplicationTransaction? = nil, options: WriteOptions = WriteOptions(),
        fill: (inout TableWriter) async throws -> Void
    ) async throws -> CommitResult {
        try await translatingErrors {
            let isThere = try await exists()
            if let shape, !isThere {
                return try await writeNew(shape, application, options, fill)
            }
            let snapshot = try await snapshot()
            if let done = finishedEarlier(application, snapshot) { return done }
            var writer = try writer(on: snapshot, options: options)
            let staged = try await writer.stage(fill)
            return try await commit(staged, mode, application, on: snapshot)
        }
    }

    private func writeNew(
        _ shape: NewTable, _ application: ApplicationTransaction?, _ options: WriteOptions,
        _ fill: (inout TableWriter) async throws -> Void
    ) async throws -> CommitResult {
        let metadata = try TableMetadata(
            id: environment.uuid(), schema: shape.schema,
            partitionColumns: shape.partitionColumns, configuration: shape.properties,
            createdTime: nil)
        var writer = try TableWriter(
            store: store, metadata: metadata, options: options, environment: environment)
        let staged = try await writer.stage(fill)
        do {
            do {
                try await create(
                    schema: shape.schema, partitionedBy: shape.partitionColumns,
                    properties: shape.properties)
            } catch let error as TableError where error.code == .tableExists {
                // Somebody was faster; their table will do where it has the same shape.
            }
            let snapshot = try await snapshot()
            guard snapshot.schema == shape.schema,
                snapshot.partitionColumns == shape.partitionColumns
            else {
                throw TableError(
                    .conflict, "somebody made the table meanwhile, with other columns")
            }
            if let done = finishedEarlier(application, snapshot) {
                await TableWriter.discard(staged, in: store)
                return done
            }
            return try await commit(staged, .append, application, on: snapshot)
        } catch let error as TableError where error.code != .outcomeUnknown {
            await TableWriter.discard(staged, in: store)
            throw error
        }
    }

    private func finishedEarlier(
        _ application: ApplicationTransaction?, _ snapshot: TableSnapshot
    ) -> CommitResult? {
        guard let application,
            let reached = snapshot.transactionVersion(application.applicationID),
            reached >= application.version
        else { return nil }
        return CommitResult(
            version: snapshot.version, wasThere: true, fileCount: 0, rowCount: 0, warnings: [])
    }

    private func commit(
        _ staged: StagedFiles, _ mode: WriteMode, _ application: ApplicationTransaction?,
        on snapshot: TableSnapshot
    ) async throws -> CommitResult {
        let progress = application.map {
            ApplicationProgress(appID: $0.applicationID, version: $0.version)
        }
        switch mode {
        case .overwrite:
            return try await commitOverwrite(staged, on: snapshot, application: progress)
        case .append:
            return try await commit(
                AppendCommit(
                    staged,
                    operation: .write(
                        mode: "Append", partitionColumns: snapshot.partitionColumns, staged),
                    application: progress), on: snapshot)
        }
    }
}
