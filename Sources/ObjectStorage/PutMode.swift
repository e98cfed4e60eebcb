// How a put treats what lies at its path already.

/// The condition of a put.
public enum PutMode: Sendable, Hashable {
    /// Only where nothing lies at the path; of several creators exactly one wins.
    case create
    /// Whatever lies there is replaced.
    case overwrite
    /// Only where the object with this tag lies there.
    case update(ETag)
}

/// What a store answers to a put.
public struct PutResult: Sendable, Hashable {
    /// The tag of the stored object, for a later `PutMode.update`.
    public var etag: ETag

    public init(etag: ETag) {
        self.etag = etag
    }
}
