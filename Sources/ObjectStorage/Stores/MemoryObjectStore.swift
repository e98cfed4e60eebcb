// A store in memory: the reference for the contract, the base of the simulator, and a place for
// tables that need not outlive the process.

public import BinaryIO
public import HostEnvironment
import Synchronization

/// Objects in memory. Each call is one atomic step; scheduling points lie before and after it, so
/// that a simulation can let others in.
public final class MemoryObjectStore: ObjectStore {
    private struct StoredObject {
        var bytes: Bytes
        var metadata: ObjectMetadata
    }

    private struct State {
        var objects: [ObjectPath: StoredObject] = [:]
        /// The keys of `objects`, sorted.
        var keys: [ObjectPath] = []
        var generation: UInt64 = 0
    }

    private let environment: HostEnvironment
    private let state = Mutex(State())

    /// An empty store whose clock and scheduler are the environment's.
    public init(environment: HostEnvironment) {
        self.environment = environment
    }

    public func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        await environment.schedulingPoint()
        let object = state.withLock { $0.objects[path] }
        await environment.schedulingPoint()
        guard let object else { throw .notFound(.head, path) }
        return object.metadata
    }

    public func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        await environment.schedulingPoint()
        let object = state.withLock { $0.objects[path] }
        await environment.schedulingPoint()
        guard let object else { throw .notFound(.get, path) }
        let cut = try ObjectStorageError.cut(range, toSize: object.bytes.count, of: path)
        return ObjectContent(metadata: object.metadata, bytes: object.bytes[cut])
    }

    public func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        await environment.schedulingPoint()
        let result = store(path, bytes, mode)
        await environment.schedulingPoint()
        return try result.get()
    }

    public func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        BufferedUpload(store: self, path: path, mode: mode)
    }

    public func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        await environment.schedulingPoint()
        let page = state.withLock { state in
            var index = state.keys.partitioningIndex {
                !$0.key.utf8.lexicographicallyPrecedes(prefix.utf8)
            }
            if let startAfter {
                index = max(index, state.keys.partitioningIndex { startAfter < $0 })
            }
            var page = ListPage(objects: [], continuation: nil)
            while index < state.keys.count, state.keys[index].hasPrefix(prefix) {
                guard page.objects.count < max(1, limit) else {
                    page.continuation = page.objects.last?.path
                    break
                }
                if let object = state.objects[state.keys[index]] {
                    page.objects.append(object.metadata)
                }
                index += 1
            }
            return page
        }
        await environment.schedulingPoint()
        return page
    }

    public func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        await environment.schedulingPoint()
        state.withLock { state in
            guard state.objects.removeValue(forKey: path) != nil else { return }
            state.keys.remove(at: state.keys.partitioningIndex { $0 >= path })
        }
        await environment.schedulingPoint()
    }

    private func store(
        _ path: ObjectPath, _ bytes: Bytes, _ mode: PutMode
    ) -> Result<PutResult, ObjectStorageError> {
        let now = environment.now
        return state.withLock { state in
            let present = state.objects[path]
            switch mode {
            case .overwrite: break
            case .create:
                if present != nil { return .failure(.alreadyExists(.put, path)) }
            case .update(let etag):
                guard present?.metadata.etag == etag else {
                    return .failure(.preconditionFailed(.put, path, found: present?.metadata.etag))
                }
            }
            state.generation += 1
            let etag = ETag(rawValue: "g\(state.generation)")
            state.objects[path] = StoredObject(
                bytes: bytes,
                metadata: ObjectMetadata(
                    path: path, size: bytes.count, lastModified: now, etag: etag))
            if present == nil {
                state.keys.insert(path, at: state.keys.partitioningIndex { $0 >= path })
            }
            return .success(PutResult(etag: etag))
        }
    }
}

extension Array {
    /// The first index whose element satisfies `belongs`, in an array where all that do come last.
    ///
    /// - Complexity: O(log count).
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
