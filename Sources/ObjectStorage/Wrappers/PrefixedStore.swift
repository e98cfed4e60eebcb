// A folder of a store as a store: a table does not know where it lies.

public import BinaryIO

/// The objects below one folder of another store, under keys relative to it. Abandoned uploads are
/// the other store's business.
public struct PrefixedStore: ObjectStore {
    private let base: any ObjectStore
    private let folder: ObjectPath

    /// The objects of `base` below `folder`.
    public init(_ base: any ObjectStore, folder: ObjectPath) {
        self.base = base
        self.folder = folder
    }

    public func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        let outer = try outer(path)
        return try await translating { () async throws(ObjectStorageError) in
            try inner(await base.head(outer))
        }
    }

    public func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        let outer = try outer(path)
        return try await translating { () async throws(ObjectStorageError) in
            let content = try await base.get(outer, range: range)
            return ObjectContent(metadata: try inner(content.metadata), bytes: content.bytes)
        }
    }

    public func get(
        _ path: ObjectPath, ranges: [Range<Int>]
    ) async throws(ObjectStorageError) -> ObjectParts {
        let outer = try outer(path)
        return try await translating { () async throws(ObjectStorageError) in
            let content = try await base.get(outer, ranges: ranges)
            return ObjectParts(metadata: try inner(content.metadata), parts: content.parts)
        }
    }

    public func get(_ paths: [ObjectPath]) async throws(ObjectStorageError) -> [ObjectContent] {
        var outerPaths: [ObjectPath] = []
        for path in paths { outerPaths.append(try outer(path)) }
        return try await translating { () async throws(ObjectStorageError) in
            var contents = try await base.get(outerPaths)
            for index in contents.indices {
                contents[index].metadata = try inner(contents[index].metadata)
            }
            return contents
        }
    }

    public func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        let outer = try outer(path)
        return try await translating { () async throws(ObjectStorageError) in
            try await base.put(outer, bytes, mode: mode)
        }
    }

    public func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        let outer = try outer(path)
        return try await translating { () async throws(ObjectStorageError) in
            try await base.upload(outer, mode: mode)
        }
    }

    public func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        var start: ObjectPath?
        if let startAfter { start = try outer(startAfter) }
        return try await translating { () async throws(ObjectStorageError) in
            let page = try await base.list(
                prefix: folder.key + "/" + prefix, startAfter: start, limit: limit)
            var result = ListPage(objects: [], continuation: nil)
            result.objects.reserveCapacity(page.objects.count)
            for object in page.objects { result.objects.append(try inner(object)) }
            if let next = page.continuation { result.continuation = try inner(next) }
            return result
        }
    }

    public func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        let outer = try outer(path)
        try await translating { () async throws(ObjectStorageError) in
            try await base.delete(outer)
        }
    }

    public func delete(_ paths: [ObjectPath]) async throws(ObjectStorageError) {
        var outerPaths: [ObjectPath] = []
        for path in paths { outerPaths.append(try outer(path)) }
        try await translating { () async throws(ObjectStorageError) in
            try await base.delete(outerPaths)
        }
    }

    public func persist(_ path: ObjectPath) async throws(ObjectStorageError) {
        let outer = try outer(path)
        try await translating { () async throws(ObjectStorageError) in
            try await base.persist(outer)
        }
    }

    // MARK: Keys

    private func outer(_ path: ObjectPath) throws(ObjectStorageError) -> ObjectPath {
        try folder.appending(path.key)
    }

    private func inner(_ path: ObjectPath) throws(ObjectStorageError) -> ObjectPath {
        if let inner = path.relative(to: folder) { return inner }
        return try ObjectPath(
            String(Substring(path.key.utf8.dropFirst(folder.key.utf8.count + 1))))
    }

    private func inner(
        _ metadata: ObjectMetadata
    ) throws(ObjectStorageError) -> ObjectMetadata {
        var result = metadata
        result.path = try inner(metadata.path)
        return result
    }

    /// Lets errors name the key that the caller knows; their messages keep the whole path.
    private func translating<Answer>(
        _ call: () async throws(ObjectStorageError) -> Answer
    ) async throws(ObjectStorageError) -> Answer {
        do {
            return try await call()
        } catch {
            var translated = error
            if let path = error.path, path.hasPrefix(folder.key + "/") {
                translated.path = try? inner(path)
            }
            throw translated
        }
    }
}
