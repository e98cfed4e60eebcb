public import Columnar
package import DeltaLog
import DeltaProtocol
import HostEnvironment
import JSONCodec

/// An application and how far it has got: writes with a version that the table has reached do
/// nothing (Spark's `txnAppId` and `txnVersion`).
public struct ApplicationTransaction: Sendable, Hashable {
    public var applicationID: String
    public var version: Int64

    public init(applicationID: String, version: Int64) {
        self.applicationID = applicationID
        self.version = version
    }
}

extension Table {
    /// Adds rows in one commit.
    ///
    /// - Throws: `schemaMismatch`, `nullViolation`, `conflict`, `outcomeUnknown`, `storage`.
    @discardableResult
    public func append(
        _ batches: [RecordBatch], as application: ApplicationTransaction? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws -> CommitResult {
        let snapshot = try await snapshot()
        var writer = try writer(on: snapshot, options: options)
        let staged = try await translatingErrors {
            try await writer.stage { writer in
                for batch in batches { try await writer.append(batch) }
            }
        }
        return try await commit(
            AppendCommit(
                staged,
                operation: .write(
                    mode: "Append", partitionColumns: snapshot.partitionColumns, staged),
                application: application.map {
                    ApplicationProgress(appID: $0.applicationID, version: $0.version)
                }), on: snapshot)
    }

    /// A writer of rows for this version of the table.
    ///
    /// - Parameters:
    ///   - scope: what the rows replace, where they do.
    ///   - checksRows: false for rows of the table that only move.
    package func writer(
        on snapshot: TableSnapshot, options: WriteOptions = WriteOptions(),
        scope: OverwriteScope = .table, checksRows: Bool = true
    ) throws -> TableWriter {
        try TableWriter(
            store: store, tableProtocol: snapshot.log.tableProtocol,
            metadata: snapshot.log.metadata, options: options, scope: scope,
            checksRows: checksRows, environment: environment)
    }
}

extension TableWriter {
    /// Runs `fill` and finishes; after an error nothing that was stored is left.
    package mutating func stage(
        _ fill: (inout TableWriter) async throws -> Void
    ) async throws -> StagedFiles {
        do {
            try await fill(&self)
            return try await finish()
        } catch {
            await discard()
            throw error
        }
    }
}

extension CommitOperation {
    /// Spark's `WRITE`, with its parameters and metrics.
    package static func write(
        mode: String, partitionColumns: [String], _ staged: StagedFiles
    ) -> CommitOperation {
        CommitOperation(
            "WRITE",
            parameters: [
                ("mode", .string(mode)), ("partitionBy", .string(list(partitionColumns))),
            ], metrics: metrics(staged))
    }

    /// A list as the text of JSON, as Spark writes it.
    package static func list(_ names: [String]) -> String {
        JSONValue.array(names.map { .string($0) }).text
    }

    /// Spark's names for what a write has added.
    package static func metrics(_ staged: StagedFiles) -> [(String, String)] {
        [
            ("numFiles", String(staged.adds.count)),
            ("numOutputRows", String(staged.rowCount)),
            ("numOutputBytes", String(staged.byteCount)),
        ]
    }
}
