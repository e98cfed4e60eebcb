package import DeltaProtocol
public import HostEnvironment
import JSONCodec

/// One version of a table and how it came to be.
public struct HistoryEntry: Sendable {
    public let version: Int64
    /// When the version was committed: the time by which a read travels to it, which rises with the
    /// versions. Not the writer's own word, which is as wrong as its clock.
    public let timestamp: WallTime
    /// The operation in Spark's words; nil where the writer did not say.
    public let operation: String?
    /// Values as the writer spelt them, mostly JSON.
    public let operationParameters: [(key: String, value: String)]
    public let operationMetrics: [(key: String, value: String)]
    public let readVersion: Int64?
    public let isBlindAppend: Bool?
    public let engineInfo: String?
    public let userMetadata: String?
    /// Names the attempt that made the commit.
    public let transactionID: String?

    package init(version: TableVersion, timestamp: WallTime, info: CommitInfo?) {
        self.version = version.number
        self.timestamp = timestamp
        operation = info?.operation
        operationParameters = Self.pairs(info?.operationParameters)
        operationMetrics = Self.pairs(info?.operationMetrics)
        readVersion = info?.readVersion
        isBlindAppend = info?.isBlindAppend
        engineInfo = info?.engineInfo
        userMetadata = info?.userMetadata
        transactionID = info?.txnID
    }

    private static func pairs(_ object: JSONObject?) -> [(key: String, value: String)] {
        (object?.fields ?? []).map { ($0.name, $0.value.string ?? $0.value.text) }
    }
}
