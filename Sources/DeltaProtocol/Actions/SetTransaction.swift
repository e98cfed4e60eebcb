// How far an application has got (PROTOCOL.md, *Transaction Identifiers*).

/// The `txn` action.
package struct SetTransaction: Hashable, Sendable {
    package var appID: String
    package var version: Int64
    /// Milliseconds since the epoch.
    package var lastUpdated: Int64?

    package init(appID: String, version: Int64, lastUpdated: Int64? = nil) {
        self.appID = appID
        self.version = version
        self.lastUpdated = lastUpdated
    }
}
