// The store at the bottom: objects in memory, and a witness that sees every change at the very step
// in which it happens, below all faults.

import BinaryIO
import HostEnvironment
import ObjectStorage
import Synchronization

/// Objects in memory under a witness's eyes.
final class WitnessedStore: ObjectStore {
    struct StoredObject {
        var bytes: Bytes
        var metadata: ObjectMetadata
    }

    private struct State {
        var objects: [String: StoredObject] = [:]
        /// The keys of `objects`, in the order of their bytes.
        var keys: [ObjectPath] = []
        var generation = 0

        /// Where keys behind `startAfter` that begin with `prefix` would stand in `keys`.
        func position(of prefix: String, _ startAfter: ObjectPath?) -> Int {
            first { key in
                if let startAfter, !(startAfter < key) { return false }
                return !key.key.utf8.lexicographicallyPrecedes(prefix.utf8)
            }
        }

        /// The first of `keys` that passes a test which all behind it pass, too.
        func first(_ passes: (ObjectPath) -> Bool) -> Int {
            var low = 0
            var high = keys.count
            while low < high {
                let middle = (low + high) / 2
                if passes(keys[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private let environment: HostEnvironment
    private let witness: Witness
    private let state = Mutex(State())

    init(environment: HostEnvironment, witness: Witness) {
        self.environment = environment
        self.witness = witness
    }

    // MARK: What lies there now, without a step of the simulation

    func size(of key: String) -> Int? { state.withLock { $0.objects[key]?.bytes.count } }

    func keys(under prefix: String) -> [String] {
        state.withLock { state in
            state.keys[state.position(of: prefix, nil)...].prefix { $0.hasPrefix(prefix) }
                .map(\.key)
        }
    }

    func removeAll(under prefix: String) {
        state.withLock { state in
            state.keys.removeAll { $0.hasPrefix(prefix) }
            for key in state.objects.keys where key.hasPrefix(prefix) { state.objects[key] = nil }
        }
    }

    // MARK: ObjectStore

    func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await object(path, .head).metadata
    }

    func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        let object = try await object(path, .get)
        let count = object.bytes.count
        let cut = (range ?? 0..<count).clamped(to: 0..<count)
        return ObjectContent(metadata: object.metadata, bytes: object.bytes[cut])
    }

    private func object(
        _ path: ObjectPath, _ operation: ObjectStorageError.Operation
    ) async throws(ObjectStorageError) -> StoredObject {
        await environment.schedulingPoint()
        let object = state.withLock { $0.objects[path.key] }
        await environment.schedulingPoint()
        guard let object else {
            throw ObjectStorageError(.notFound, operation, "nothing lies here", path: path)
        }
        return object
    }

    func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        await environment.schedulingPoint()
        let result = store(path, bytes, mode)
        await environment.schedulingPoint()
        return try result.get()
    }

    func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        await environment.schedulingPoint()
        return BufferedUpload(store: self, path: path, mode: mode)
    }

    func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        await environment.schedulingPoint()
        let page = state.withLock { state in
            var page = ListPage(objects: [], continuation: nil)
            for key in state.keys[state.position(of: prefix, startAfter)...] {
                guard key.hasPrefix(prefix) else { break }
                guard page.objects.count < max(1, limit) else {
                    page.continuation = page.objects.last?.path
                    break
                }
                if let object = state.objects[key.key] { page.objects.append(object.metadata) }
            }
            return page
        }
        await environment.schedulingPoint()
        return page
    }

    func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        await environment.schedulingPoint()
        let removed = state.withLock { state in
            guard state.objects.removeValue(forKey: path.key) != nil else { return false }
            state.keys.remove(at: state.first { !($0 < path) })
            return true
        }
        if removed { witness.deleted(path.key, at: environment.now, in: self) }
        await environment.schedulingPoint()
    }

    private func store(
        _ path: ObjectPath, _ bytes: Bytes, _ mode: PutMode
    ) -> Result<PutResult, ObjectStorageError> {
        let now = environment.now
        let result = state.withLock { state -> Result<PutResult, ObjectStorageError> in
            let present = state.objects[path.key]
            switch mode {
            case .overwrite: break
            case .create:
                if present != nil {
                    return .failure(
                        ObjectStorageError(.alreadyExists, .put, "it exists", path: path))
                }
            case .update(let etag):
                guard present?.metadata.etag == etag else {
                    return .failure(
                        ObjectStorageError(.preconditionFailed, .put, "it differs", path: path))
                }
            }
            state.generation += 1
            let etag = ETag(rawValue: "g\(state.generation)")
            state.objects[path.key] = StoredObject(
                bytes: bytes,
                metadata: ObjectMetadata(
                    path: path, size: bytes.count, lastModified: now, etag: etag))
            if present == nil {
                let index = state.first { path < $0 }
                state.keys.insert(path, at: index)
            }
            return .success(PutResult(etag: etag))
        }
        if case .success = result { witness.stored(path.key, bytes, at: now, in: self) }
        return result
    }
}
