// The door to bytes at rest. Whatever stores objects under keys can hold a table when it keeps the
// contract of spec/object-store-contract.md; `ObjectStoreContract` in the test support is that
// contract as a suite, and every store runs it.

public import BinaryIO
public import HostEnvironment

/// A place where objects lie under keys.
///
/// What is acknowledged is durable and visible to every later call of every process. An object is
/// immutable while it lies there: it is replaced as a whole or not at all, and no reader ever sees
/// a part of one. An error other than `ambiguous` and `notDurable` (and `timeout`, `unavailable`
/// of a remote store) means that the call had no effect.
public protocol ObjectStore: Sendable {
    /// What is known about the object at `path`, without its bytes.
    ///
    /// - Throws: `notFound`, `outsideRoot`, and the failures of the medium.
    func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata

    /// The bytes of `range` of the object, all of it where `range` is nil.
    ///
    /// The range is cut to the object's size, so one past the end gives no bytes; the metadata
    /// says how large the object is.
    /// - Throws: `notFound`, `invalidRange` for a negative start, `tooLarge` beyond the store's
    ///   limit for one read, `shortRead` where the medium gave fewer bytes than it has.
    func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent

    /// The bytes of several ranges of one state of the object, in the order of `ranges`.
    ///
    /// - Throws: as `get(_:range:)`; `preconditionFailed` where the object was replaced between
    ///   two reads of a store that cannot read them at once.
    func get(
        _ path: ObjectPath, ranges: [Range<Int>]
    ) async throws(ObjectStorageError) -> ObjectParts

    /// Whole objects, in the order of `paths`; cheaper than one by one where the store can group
    /// them. The caller bounds how much it asks for at once.
    ///
    /// - Throws: at the first failure, `notFound` among them.
    func get(_ paths: [ObjectPath]) async throws(ObjectStorageError) -> [ObjectContent]

    /// Stores `bytes` at `path` in one step, durably.
    ///
    /// - Throws: `alreadyExists` (`create`), `preconditionFailed` (`update`), and `ambiguous` where
    ///   the object may be stored or not: look, before anything is done about it.
    func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult

    /// Begins an object whose bytes come in pieces; nothing is visible before `finish`.
    func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload

    /// Objects whose keys begin with `prefix` and come after `startAfter`, in the order of the
    /// bytes of their keys, through all folders.
    ///
    /// `prefix` is a string, not a folder: end it with `/` to list a folder. A page holds at most
    /// `limit` objects and may hold fewer; `ListPage.continuation` is nil on the last one.
    func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage

    /// Removes the object; a missing one is no error.
    func delete(_ path: ObjectPath) async throws(ObjectStorageError)

    /// Removes many objects; cheaper than one by one where the store can group them.
    ///
    /// - Throws: at the first failure; the others may be removed or not.
    func delete(_ paths: [ObjectPath]) async throws(ObjectStorageError)

    /// Makes a visible object durable, also where whoever put it was never answered; called before
    /// an answer rests on an object that was found. Where it throws the object may yet be lost.
    func persist(_ path: ObjectPath) async throws(ObjectStorageError)

    /// Removes what uploads have left behind that were never finished and have not been written
    /// to since `time` by the clock of the store; returns how many. Give running uploads time.
    func removeAbandonedUploads(before time: WallTime) async throws(ObjectStorageError) -> Int
}

extension ObjectStore {
    /// The whole object.
    public func get(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectContent {
        try await get(path, range: nil)
    }

    /// The object, or nil where there is none.
    public func getIfPresent(
        _ path: ObjectPath
    ) async throws(ObjectStorageError) -> ObjectContent? {
        do {
            return try await get(path, range: nil)
        } catch let error where error.code == .notFound {
            return nil
        }
    }

    /// The object's metadata, or nil where there is none.
    public func headIfPresent(
        _ path: ObjectPath
    ) async throws(ObjectStorageError) -> ObjectMetadata? {
        do {
            return try await head(path)
        } catch let error where error.code == .notFound {
            return nil
        }
    }

    /// Every object under `prefix` after `startAfter`, in key order, page by page.
    ///
    /// - Throws: `tooLarge` where there are more than `objectsMax`.
    /// - Complexity: memory in the number of objects.
    public func listAll(
        prefix: String, startAfter: ObjectPath? = nil,
        objectsMax: Int = ObjectStorageLimits.listedObjectsMax
    ) async throws(ObjectStorageError) -> [ObjectMetadata] {
        var objects: [ObjectMetadata] = []
        var position = startAfter
        while true {
            let page = try await list(
                prefix: prefix, startAfter: position, limit: ObjectStorageLimits.listPageObjects)
            // Stores that stitch listings together may name an object twice, the second time first
            // thing on the next page.
            for object in page.objects where object.path != objects.last?.path {
                objects.append(object)
            }
            guard objects.count <= objectsMax else {
                throw ObjectStorageError(
                    .tooLarge, .list,
                    "more than \(objectsMax) objects under '\(prefix)'; list "
                        + "page by page or raise the limit")
            }
            guard let next = page.continuation else { return objects }
            position = next
        }
    }

    public func get(
        _ path: ObjectPath, ranges: [Range<Int>]
    ) async throws(ObjectStorageError) -> ObjectParts {
        guard let first = ranges.first else {
            return ObjectParts(metadata: try await head(path), parts: [])
        }
        let content = try await get(path, range: first)
        var result = ObjectParts(metadata: content.metadata, parts: [content.bytes])
        for range in ranges.dropFirst() {
            let next = try await get(path, range: range)
            guard next.metadata.etag == result.metadata.etag else {
                throw .preconditionFailed(.get, path, found: next.metadata.etag)
            }
            result.parts.append(next.bytes)
        }
        return result
    }

    public func get(_ paths: [ObjectPath]) async throws(ObjectStorageError) -> [ObjectContent] {
        var contents: [ObjectContent] = []
        for path in paths { contents.append(try await get(path, range: nil)) }
        return contents
    }

    public func delete(_ paths: [ObjectPath]) async throws(ObjectStorageError) {
        for path in paths { try await delete(path) }
    }

    /// For stores that show nothing before it is durable.
    public func persist(_ path: ObjectPath) async throws(ObjectStorageError) {}

    public func removeAbandonedUploads(
        before time: WallTime
    ) async throws(ObjectStorageError) -> Int { 0 }
}
