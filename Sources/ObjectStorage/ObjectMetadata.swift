// What a store says about an object, and with an object.

public import BinaryIO
public import HostEnvironment

/// What is known about an object without its bytes.
public struct ObjectMetadata: Sendable, Hashable {
    public var path: ObjectPath
    /// Bytes.
    public var size: Int
    /// When the object was stored, by the clock of the store.
    public var lastModified: WallTime
    /// The content's tag: another one whenever the object has been replaced.
    public var etag: ETag

    public init(path: ObjectPath, size: Int, lastModified: WallTime, etag: ETag) {
        self.path = path
        self.size = size
        self.lastModified = lastModified
        self.etag = etag
    }
}

/// Names one state of one object; opaque, and only compared for equality.
public struct ETag: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}

/// Bytes that were read, with the metadata of the object state that they belong to.
public struct ObjectContent: Sendable {
    public var metadata: ObjectMetadata
    /// The asked range, cut to the object's size.
    public var bytes: Bytes

    public init(metadata: ObjectMetadata, bytes: Bytes) {
        self.metadata = metadata
        self.bytes = bytes
    }
}

/// Several parts of one state of an object.
public struct ObjectParts: Sendable {
    public var metadata: ObjectMetadata
    /// One for each asked range, cut to the object's size.
    public var parts: [Bytes]

    public init(metadata: ObjectMetadata, parts: [Bytes]) {
        self.metadata = metadata
        self.parts = parts
    }
}

/// A part of a listing.
public struct ListPage: Sendable {
    /// In key order.
    public var objects: [ObjectMetadata]
    /// Where the next page starts after; nil where this is the last one.
    public var continuation: ObjectPath?

    public init(objects: [ObjectMetadata], continuation: ObjectPath?) {
        self.objects = objects
        self.continuation = continuation
    }
}
