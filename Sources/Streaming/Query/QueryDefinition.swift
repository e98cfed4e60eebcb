// Everything that a run of a query needs, put together by `Pipeline` or by a test.

import Expressions
package import HostEnvironment

/// A query before it runs.
package struct QueryDefinition: Sendable {
    package var name: String
    /// Names the pipeline's meaning.
    package var pipelineHash: String
    /// One flow a source, in the order of the offset log.
    package var flows: [QueryFlow]
    package var sink: any StreamSink
    /// Where bad records go; nil counts and drops them.
    package var badRecordSink: (any StreamSink)?
    package var trigger: Trigger
    package var limit: ReadLimit
    /// Whether the first bad record ends the query.
    package var failsOnBadRecords: Bool
    /// Whether a checkpoint of this query with another pipeline goes on with this one.
    package var acceptsPipelineChange: Bool
    package var environment: HostEnvironment
    /// Called in order, one at a time.
    package var onEvent: @Sendable (StreamEvent) async -> Void

    package init(
        name: String, pipelineHash: String, flows: [QueryFlow], sink: any StreamSink,
        badRecordSink: (any StreamSink)? = nil, trigger: Trigger,
        limit: ReadLimit = .standard, failsOnBadRecords: Bool = false,
        acceptsPipelineChange: Bool = false, environment: HostEnvironment,
        onEvent: @escaping @Sendable (StreamEvent) async -> Void = { _ in }
    ) {
        self.name = name
        self.pipelineHash = pipelineHash
        self.flows = flows
        self.sink = sink
        self.badRecordSink = badRecordSink
        self.trigger = trigger
        self.limit = limit
        self.failsOnBadRecords = failsOnBadRecords
        self.acceptsPipelineChange = acceptsPipelineChange
        self.environment = environment
        self.onEvent = onEvent
    }

    /// Who the query would be under `id`.
    func identity(id: String) -> QueryIdentity {
        QueryIdentity(
            id: id, name: name, pipelineHash: pipelineHash,
            sources: flows.map { flow in
                QueryIdentity.Source(
                    name: flow.sourceName, description: flow.source.description,
                    schema: flow.source.schema.ddl)
            }, sink: sink.identity)
    }
}
