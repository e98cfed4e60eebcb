// Whether files that were staged on one version may be committed behind another: nothing of their
// columns may have changed, no vacuum may take them for old, new constraints hold on their rows.

import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment

extension Table {
    /// The staged files made fit for a newer version.
    ///
    /// - Throws: `conflict` where the table has other columns now; `constraintViolated` where a
    ///   constraint has come that a staged row violates. The files are left.
    func fitting(
        _ staged: StagedFiles, _ planned: TableSnapshot, _ newest: TableSnapshot
    ) async throws -> StagedFiles {
        try checkSameShape(planned, newest)
        // Who reads files that a vacuum may have taken would call the table corrupt.
        let surviving = try await survivingVacuums(staged, after: planned.log.version, newest)
        do {
            try await checkNewRules(surviving, planned, newest)
        } catch {
            // A vacuum may have come since: then the table is not corrupt, though a file is gone.
            let failure = await surviving.vacuumed(in: store) ?? error
            await TableWriter.discard(surviving, in: store)
            throw failure
        }
        return surviving
    }

    /// Rows that were staged for one schema fit another version only if nothing of it changed but
    /// names that data files do not have, and columns that are null where a file lacks them.
    private func checkSameShape(_ planned: TableSnapshot, _ newest: TableSnapshot) throws {
        func shape(_ snapshot: TableSnapshot) -> (schema: Schema, partitions: [String]) {
            let mapping = snapshot.log.columnMapping
            return (
                mapping.physical(snapshot.schema),
                snapshot.log.partitionFields.map { mapping.physicalName(of: $0) }
            )
        }
        let (old, new) = (shape(planned), shape(newest))
        let added = newest.schema.fields.dropFirst(planned.schema.count)
        guard new.schema.fields.starts(with: old.schema.fields), new.partitions == old.partitions,
            planned.log.metadata.id == newest.log.metadata.id,
            added.allSatisfy({ field in
                field.nullable && ColumnRule.all.allSatisfy { field.metadata[$0] == nil }
            })
        else {
            throw TableError(
                .conflict,
                "version \(newest.version) changed the table's columns while rows for the old "
                    + "ones were being written; write them again"
            ).at(table: location)
        }
    }

    private func checkNewRules(
        _ staged: StagedFiles, _ planned: TableSnapshot, _ newest: TableSnapshot
    ) async throws {
        guard planned.log.metadata != newest.log.metadata,
            !environment.weaknesses.contains(.appendsOverConstraints)
        else { return }
        let old = try RowRules(
            planned.log.metadata, schema: planned.schema, environment: environment)
        let rules = try RowRules(
            newest.log.metadata, schema: newest.schema, environment: environment
        ).checks(beyond: old)
        guard !rules.isEmpty else { return }
        try await check(rules, in: staged.adds, as: newest)
    }

    /// Checks the rows of files, live ones only.
    func check(_ rules: RowRules, in files: [AddFile], as snapshot: TableSnapshot) async throws {
        let reader = try snapshot.fileReader()
        for file in files {
            var open = try await reader.open(file)
            var row: Int64 = 0
            while let batch = try await open.next() {
                do {
                    try rules.check(batch, from: row)
                } catch let error as TableError {
                    throw error.at(table: location, path: file.path)
                }
                row += Int64(batch.count)
            }
        }
    }
}
