// Every bound of this module, with its unit in its name.

/// The limits of object stores.
public enum ObjectStorageLimits {
    /// Bytes of a key in UTF-8, as in S3.
    public static let pathBytesMax = 1024
    /// Bytes of one segment of a key, as in Linux file systems.
    public static let pathSegmentBytesMax = 255
    /// Objects that callers ask for in one page of a listing.
    public static let listPageObjects = 10_000
    /// Objects that a collected listing holds, unless the caller allows more.
    public static let listedObjectsMax = 10_000_000
    /// Bytes that one read of a local file returns.
    public static let readBytesMax = 1 << 32
    /// Bytes that a local upload gathers before it writes them.
    public static let uploadBufferBytesMax = 1 << 20
    /// Objects in one page of a local listing, whatever the caller asks for.
    public static let localListPageObjectsMax = 100_000
    /// Folders within folders that a listing descends.
    public static let folderDepthMax = 128
}
