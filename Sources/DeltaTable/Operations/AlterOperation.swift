// Changes of what a table says of itself: one commit of metadata, and of the protocol where a new
// property or column needs a feature that the table lacks. Planned again when it is overtaken.

import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment

/// A change of metadata, however often it is planned.
struct AlterOperation: Operation {
    /// What is changed, and what is said about it.
    struct Change {
        var metadata: TableMetadata
        var operation: CommitOperation
        /// Features that are asked for by name.
        var features: Set<TableFeature> = []
    }

    private let change: @Sendable (TableSnapshot) throws -> Change?
    /// Run on each version before it is changed: whether its rows allow the change.
    private var check: RowCheck?

    /// - Parameter change: nil where nothing is to be done on that version.
    init(
        check: RowCheck? = nil, _ change: @escaping @Sendable (TableSnapshot) throws -> Change?
    ) {
        self.change = change
        self.check = check
    }

    mutating func plan(
        on snapshot: TableSnapshot, in table: Table
    ) async throws -> OperationPlan? {
        guard let change = try change(snapshot) else { return nil }
        let schema: Schema
        do {
            schema = try change.metadata.schema()
        } catch {
            throw TableError(.invalidRequest, "\(error)")
        }
        var transaction = table.log.begin(on: snapshot.log, operation: change.operation)
        transaction.actions = [.metadata(change.metadata)]
        let old = snapshot.log.tableProtocol
        let needed = try old.upgraded(
            for: schema, configuration: change.metadata.configuration)
        if let new = (needed ?? old).upgraded(for: change.features) ?? needed {
            transaction.actions.insert(.protocol(new), at: 0)
        }
        if var check {
            try await check.run(on: snapshot, in: table)
            self.check = check
            transaction.reads.recordEverything()
        }
        return OperationPlan(transaction: transaction)
    }
}

/// Whether the rows that a table has satisfy a new constraint. Rows of files never change, so a
/// file that was looked at once is not looked at again.
struct RowCheck: Sendable {
    let constraint: String
    let metadata: @Sendable (TableSnapshot) -> TableMetadata
    private var checked: Set<FileKey> = []

    init(
        constraint: String, metadata: @escaping @Sendable (TableSnapshot) -> TableMetadata
    ) {
        self.constraint = constraint
        self.metadata = metadata
    }

    mutating func run(on snapshot: TableSnapshot, in table: Table) async throws {
        let old = try RowRules(
            snapshot.log.metadata, schema: snapshot.schema, environment: table.environment)
        let rules = try RowRules(
            metadata(snapshot), schema: snapshot.schema, environment: table.environment
        ).checks(beyond: old)
        guard !rules.isEmpty else { return }
        for file in try await snapshot.allFiles() where !checked.contains(file.key) {
            try await table.check(rules, in: [file.addFile], as: snapshot)
            checked.insert(file.key)
        }
    }
}

extension Table {
    /// - Returns: the version with the change; the newest one where nothing was to be done.
    func alter(
        check: RowCheck? = nil,
        _ change: @escaping @Sendable (TableSnapshot) throws -> AlterOperation.Change?
    ) async throws -> CommitResult {
        try await translatingErrors {
            let snapshot = try await self.snapshot()
            var operation = AlterOperation(check: check, change)
            if let done = try await run(&operation, on: snapshot) { return done }
            return CommitResult(
                version: snapshot.version, wasThere: true, fileCount: 0, rowCount: 0,
                warnings: [])
        }
    }
}
