// What happens to the rows of one source on their way to the sink.

package import Columnar

/// A source with the expressions that its rows go through.
package struct QueryFlow: Sendable {
    /// A batch in, a batch and its failed rows out. The second argument is the batch's time in
    /// ms since 1970. Runs on any task.
    package typealias Transform =
        @Sendable (RecordBatch, _ batchMilliseconds: Int64) throws -> TransformedRows

    /// The name that the pipeline gives the source.
    package let sourceName: String
    package let source: any StreamSource
    /// What one batch may take; nil for the query's limit.
    package let limit: ReadLimit?
    package let transform: Transform

    package init(
        sourceName: String, source: any StreamSource, limit: ReadLimit? = nil,
        transform: @escaping Transform
    ) {
        self.limit = limit
        self.sourceName = sourceName
        self.source = source
        self.transform = transform
    }
}

/// Rows after the expressions of a flow.
package struct TransformedRows: Sendable {
    /// A row whose expressions failed.
    package struct Failure: Sendable, Hashable {
        /// The row of the batch that went in.
        package var row: Int
        package var code: String
        package var message: String

        package init(row: Int, code: String, message: String) {
            self.row = row
            self.code = code
            self.message = message
        }
    }

    /// The good rows, with the columns of the sink.
    package var batch: RecordBatch
    package var failures: [Failure]

    package init(batch: RecordBatch, failures: [Failure]) {
        self.batch = batch
        self.failures = failures
    }
}
