// The Delta table that a table of a pipeline stands for.

import Columnar
import DeltaLog
import DeltaTable
import Expressions
import QueryEngine

extension PipelineTable {
    /// The newest version of `table`, which is made where it is missing.
    ///
    /// - Parameter sources: the columns of the flows' sources, by name.
    /// - Throws: `bindingInvalid` where the table is partitioned otherwise.
    func open(_ table: Table, sources: [String: Schema]) async throws -> TableSnapshot {
        if try await !table.exists() {
            let schema = try schema(
                sources: { sources[$0] }, session: SessionOptions(batchTimeMicroseconds: 0))
            try await table.createIfAbsent(
                schema: schema, partitionedBy: partitionColumns, properties: properties,
                description: comment)
        }
        let snapshot = try await table.snapshot()
        // A checkpoint or a plan is about to name this table, whose maker may have been killed.
        try await table.log.persist(snapshot.log.version)
        func list(_ names: [String]) -> String { names.joined(separator: ", ") }
        guard snapshot.partitionColumns == partitionColumns || partitionColumns.isEmpty else {
            throw StreamingError(
                .bindingInvalid,
                "the table is partitioned by (\(list(snapshot.partitionColumns))), the pipeline "
                    + "says (\(list(partitionColumns))); bind '\(name)' to another place, or "
                    + "change the pipeline", path: table.location)
        }
        return snapshot
    }
}
