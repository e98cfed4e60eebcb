// One write from rows that come piece by piece, into a table that may not exist yet. Nothing is
// visible, and no table is made, before all rows are staged.

package import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment

/// What a write does with the rows that a table has.
package enum WriteMode: Sendable {
    case append
    case overwrite(OverwriteScope)

    fileprivate var scope: OverwriteScope {
        if case .overwrite(let scope) = self { scope } else { .table }
    }
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
                return try await writeNew(shape, mode, application, options, fill)
            }
            let snapshot = try await snapshot()
            if let done = try await finishedEarlier(application, snapshot) { return done }
            var writer = try writer(on: snapshot, options: options, scope: mode.scope)
            let staged = try await writer.stage(fill)
            return try await commit(staged, mode, application, on: snapshot)
        }
    }

    private func writeNew(
        _ shape: NewTable, _ mode: WriteMode, _ application: ApplicationTransaction?,
        _ options: WriteOptions,
        _ fill: (inout TableWriter) async throws -> Void
    ) async throws -> CommitResult {
        let creation = try TableCreation(
            schema: shape.schema, partitionColumns: shape.partitionColumns,
            properties: shape.properties, environment: environment)
        var writer = try TableWriter(
            store: store, tableProtocol: creation.tableProtocol, metadata: creation.metadata,
            options: options, scope: mode.scope, environment: environment)
        var staged = try await writer.stage(fill)
        do {
            do {
                try await create(creation)
            } catch let error as TableError where error.code == .tableExists {
                // Somebody was faster; their table will do where it has the same shape.
            }
            let snapshot = try await snapshot()
            guard try snapshot.schema == creation.metadata.schema(),
                snapshot.partitionColumns == shape.partitionColumns
            else {
                throw TableError(
                    .conflict, "somebody made the table meanwhile, with other columns")
            }
            if let done = try await finishedEarlier(application, snapshot) {
                await TableWriter.discard(staged, in: store)
                return done
            }
            // The files are older than this snapshot, so its vacuums may have met them too.
            staged = try await survivingVacuums(staged, after: .zero, snapshot)
            return try await commit(staged, .append, application, on: snapshot)
        } catch let error as TableError where error.code != .outcomeUnknown {
            await TableWriter.discard(staged, in: store)
            throw error
        }
    }

    private func finishedEarlier(
        _ application: ApplicationTransaction?, _ snapshot: TableSnapshot
    ) async throws -> CommitResult? {
        guard let application,
            let reached = snapshot.transactionVersion(application.applicationID),
            reached >= application.version
        else { return nil }
        return try await wasThere(at: snapshot.log.version)
    }

    private func commit(
        _ staged: StagedFiles, _ mode: WriteMode, _ application: ApplicationTransaction?,
        on snapshot: TableSnapshot
    ) async throws -> CommitResult {
        let progress = application.map {
            ApplicationProgress(appID: $0.applicationID, version: $0.version)
        }
        switch mode {
        case .overwrite(let scope):
            return try await commitOverwrite(
                staged, on: snapshot, scope: scope, application: progress)
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
