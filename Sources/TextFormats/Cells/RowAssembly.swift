// From columns and failures to the batch of good rows and the list of bad ones.

import Columnar

/// Puts a chunk's result together.
enum RowAssembly {
    /// The rows of `columns` without those that failed.
    static func batch(
        _ schema: Schema, _ columns: [ColumnArray], count: Int, failures: [CellFailure]
    ) -> RecordBatch {
        let all = RecordBatch(schema: schema, columns: columns, count: count)
        guard !failures.isEmpty else { return all }
        var isBad = [Bool](repeating: false, count: count)
        for failure in failures { isBad[failure.row] = true }
        let kept = isBad.indices.filter { !isBad[$0] }.map { Int32(truncatingIfNeeded: $0) }
        return all.take(TypedBuffer(kept))
    }

    /// The first failure of each row that has one, by row.
    static func firstFailures(_ failures: [CellFailure]) -> [CellFailure] {
        var seen: Set<Int> = []
        return failures.filter { seen.insert($0.row).inserted }.sorted { $0.row < $1.row }
    }
}
