// Who did what (PROTOCOL.md, *Commit Provenance Information*): any JSON object. The fields that
// every writer knows have names here; the object itself is kept whole, order and spelling too.

package import JSONCodec

/// The `commitInfo` action.
package struct CommitInfo: Hashable, Sendable {
    /// All fields, in the order of the log.
    package var fields: JSONObject

    package init(fields: JSONObject) {
        self.fields = fields
    }

    /// - Parameters:
    ///   - timestamp: milliseconds since the epoch.
    ///   - inCommitTimestamp: the same, made to rise with the versions; nil where the table does
    ///     not ask for it.
    ///   - parameters: as Spark writes them: values are texts, lists are texts of JSON.
    ///   - extra: more fields, such as a stream's offsets; they come last.
    package init(
        timestamp: Int64, inCommitTimestamp: Int64? = nil, operation: String,
        parameters: [(String, JSONValue)] = [],
        readVersion: TableVersion? = nil, isolationLevel: String? = nil,
        isBlindAppend: Bool? = nil, metrics: [(String, String)] = [], userMetadata: String? = nil,
        engineInfo: String? = nil, txnID: String? = nil, extra: JSONObject = JSONObject()
    ) {
        var fields = JSONObject()
        func set(_ name: String, _ value: JSONValue?) {
            if let value { fields.fields.append(JSONObject.Field(name: name, value: value)) }
        }
        set("inCommitTimestamp", inCommitTimestamp.map { .integer($0) })
        set("timestamp", .integer(timestamp))
        set("operation", .string(operation))
        set("operationParameters", .object(JSONObject(parameters)))
        set("readVersion", readVersion.map { .integer($0.number) })
        set("isolationLevel", isolationLevel.map { .string($0) })
        set("isBlindAppend", isBlindAppend.map { .bool($0) })
        set("operationMetrics", .object(JSONObject(metrics.map { ($0.0, .string($0.1)) })))
        set("userMetadata", userMetadata.map { .string($0) })
        set("engineInfo", engineInfo.map { .string($0) })
        set("txnId", txnID.map { .string($0) })
        fields.fields += extra.fields
        self.fields = fields
    }

    /// Milliseconds since the epoch.
    package var timestamp: Int64? { fields["timestamp"]?.int64 }
    package var operation: String? { fields["operation"]?.string }
    package var operationParameters: JSONObject? { fields["operationParameters"]?.object }
    package var operationMetrics: JSONObject? { fields["operationMetrics"]?.object }
    package var readVersion: Int64? { fields["readVersion"]?.int64 }
    package var isBlindAppend: Bool? { fields["isBlindAppend"]?.bool }
    package var engineInfo: String? { fields["engineInfo"]?.string }
    package var userMetadata: String? { fields["userMetadata"]?.string }
    /// Names the attempt that made the commit: how a writer knows its own.
    package var txnID: String? { fields["txnId"]?.string }
    /// Milliseconds since the epoch, where in-commit timestamps are enabled.
    package var inCommitTimestamp: Int64? { fields["inCommitTimestamp"]?.int64 }
}
