// The table of bad records. It comes into being with the first bad record; several queries may
// share it, each under its own application id.

import Columnar
import DeltaTable
import HostEnvironment
import ObjectStorage

/// Writes bad records into a Delta table that may not exist yet.
final class BadRecordTableSink: StreamSink {
    private let table: Table

    init(table: Table) {
        self.table = table
    }

    var description: String { "DeltaTableSink[\(table.location)]" }
    var identity: String { table.location }
    var remembers: Bool { true }

    func latestBatch(of queryID: String) async throws -> Int64? {
        guard try await table.exists() else { return nil }
        return try await sink().latestBatch(of: queryID)
    }

    func open(_ batch: SinkBatch) async throws -> any SinkWriter {
        if try await !table.exists() {
            try await table.createIfAbsent(schema: BadRecord.schema)
        }
        return try await sink().open(batch)
    }

    private func sink() async throws -> DeltaTableSink {
        let snapshot = try await table.snapshot()
        guard snapshot.schema.names == BadRecord.schema.names else {
            throw StreamingError(
                .bindingInvalid,
                "the table has other columns than one of bad records; bind 'bad_records' to "
                    + "another folder", path: table.location)
        }
        return DeltaTableSink(snapshot, purpose: "bad", options: WriteOptions())
    }
}

extension Table {
    /// Makes the table unless somebody else does meanwhile.
    func createIfAbsent(
        schema: Schema, partitionedBy partitionColumns: [String] = [],
        properties: [String: String] = [:], description: String? = nil
    ) async throws {
        do {
            try await create(
                schema: schema, partitionedBy: partitionColumns, properties: properties,
                description: description)
        } catch let error as TableError where error.code == .tableExists {
            return
        }
    }
}
