// Who a query is: what must be the same when it goes on.

package import Columnar
import Expressions
package import JSONCodec

/// The name, the pipeline, the sources and the table of a query.
package struct QueryIdentity: Sendable, Hashable {
    /// A source as the query has it.
    package struct Source: Sendable, Hashable {
        package var name: String
        /// What kind of source it is and where.
        package var description: String
        /// The columns, as DDL on one line.
        package var schema: String

        /// The columns; nil where they cannot be read back.
        package var knownSchema: Schema? { try? Schema(parsingDDL: schema) }

        package init(name: String, description: String, schema: String) {
            self.name = name
            self.description = description
            self.schema = schema
        }
    }

    /// Stable over restarts; the application id of the query's commits.
    package var id: String
    package var name: String
    /// The hash of the pipeline's text.
    package var pipelineHash: String
    package var sources: [Source]
    /// What the sink says about itself: the table's id.
    package var sink: String

    package init(
        id: String, name: String, pipelineHash: String, sources: [Source], sink: String
    ) {
        self.id = id
        self.name = name
        self.pipelineHash = pipelineHash
        self.sources = sources
        self.sink = sink
    }

    package var json: JSONValue {
        .object(
            JSONObject([
                ("id", .string(id)), ("name", .string(name)),
                ("pipeline", .string(pipelineHash)), ("sink", .string(sink)),
                (
                    "sources",
                    .array(
                        sources.map {
                            .object(
                                JSONObject([
                                    ("name", .string($0.name)),
                                    ("description", .string($0.description)),
                                    ("schema", .string($0.schema)),
                                ]))
                        })
                ),
            ]))
    }

    /// Nil where a field is missing.
    package init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let name = json["name"]?.string,
            let pipelineHash = json["pipeline"]?.string, let sink = json["sink"]?.string,
            let list = json["sources"]?.array
        else { return nil }
        var sources: [Source] = []
        for item in list {
            guard let name = item["name"]?.string, let schema = item["schema"]?.string,
                let description = item["description"]?.string
            else { return nil }
            sources.append(Source(name: name, description: description, schema: schema))
        }
        self.init(
            id: id, name: name, pipelineHash: pipelineHash, sources: sources, sink: sink)
    }

    /// Checks that a run of `self` may go on with what `earlier` has begun.
    ///
    /// - Parameter acceptingPipelineChange: whether the pipeline may say something else now.
    /// - Throws: `checkpointOfAnotherQuery` with what differs and the remedy.
    package func checkContinues(
        _ earlier: QueryIdentity, acceptingPipelineChange: Bool, path: String
    ) throws(StreamingError) {
        func refuse(_ difference: String, _ remedy: String) -> StreamingError {
            StreamingError(
                .checkpointOfAnotherQuery,
                "this is the checkpoint of another query: \(difference). \(remedy)", path: path)
        }
        if name != earlier.name {
            throw refuse(
                "it belongs to '\(earlier.name)', this one is '\(name)'",
                "Use another checkpoint directory, or the name '\(earlier.name)'")
        }
        let places = sources.map(\.description)
        let earlierPlaces = earlier.sources.map(\.description)
        if places != earlierPlaces {
            throw refuse(
                "its sources are \(earlierPlaces.joined(separator: ", ")), now they are "
                    + places.joined(separator: ", "),
                "Bind the same sources in the same order, or use another name and checkpoint")
        }
        if !earlier.sink.isEmpty, sink != earlier.sink {
            throw refuse(
                "it writes to \(earlier.sink), now it is \(sink)",
                "Bind the same table, or use another name and checkpoint")
        }
        if pipelineHash != earlier.pipelineHash, !acceptingPipelineChange {
            throw refuse(
                "the pipeline has changed since",
                "Accept the change (--accept-pipeline-change): what was read stays as it is, "
                    + "and new data goes through the new text; or use another name and checkpoint")
        }
    }
}
