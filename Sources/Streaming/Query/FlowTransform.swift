// A flow of a pipeline at work on batches. Where the pipeline asks for the time, that is the
// batch's own, so the flow is planned for each batch; running the batch again gives the same rows.

import Columnar
import Expressions
import QueryEngine
import Synchronization

/// Puts batches of a source through a flow.
final class FlowTransform: Sendable {
    private let flow: PipelineFlow
    private let source: Schema
    private let table: Schema
    /// The plan, and the batch time that it was made for; nil where it is good for any.
    private let current: Mutex<(plan: FlowPlan, milliseconds: Int64?)>

    /// - Parameter table: the columns that the rows are fitted to by name.
    /// - Throws: `QueryError` where the flow does not fit its source or the table.
    init(_ flow: PipelineFlow, source: Schema, table: Schema) throws(QueryError) {
        self.flow = flow
        self.source = source
        self.table = table
        do {
            let plan = try flow.plan(source: source, table: table)
            current = Mutex((plan, nil))
        } catch {
            // Either it needs the time, or it is wrong: then this says how.
            let plan = try flow.plan(
                source: source, table: table, session: SessionOptions(batchTimeMicroseconds: 0))
            current = Mutex((plan, 0))
        }
    }

    /// The good rows of a batch in the table's columns, and the rows that failed.
    func callAsFunction(
        _ batch: RecordBatch, milliseconds: Int64
    ) throws -> TransformedRows {
        let output = try plan(at: milliseconds).run(batch)
        let failures = output.errors.errors.map { error in
            TransformedRows.Failure(
                row: error.row ?? 0, code: error.code.rawValue, message: error.message)
        }
        return TransformedRows(batch: output.batch, failures: failures)
    }

    private func plan(at milliseconds: Int64) throws -> FlowPlan {
        let known = current.withLock { $0 }
        guard let planned = known.milliseconds, planned != milliseconds else { return known.plan }
        let session = SessionOptions(batchTimeMicroseconds: milliseconds * 1000)
        let plan = try flow.plan(source: source, table: table, session: session)
        current.withLock { $0 = (plan, milliseconds) }
        return plan
    }
}
