// The edge of a process: each call of the store is a place at which it may be killed, stopped, or
// given up for dead, before and after the effect.

import BinaryIO
import HostEnvironment
import ObjectStorage
import Synchronization

/// Kills and stops the process that calls it, as the scenario says.
final class GuardStore: ObjectStore {
    private let base: any ObjectStore
    private let life: ProcessLife

    init(_ base: any ObjectStore, life: ProcessLife) {
        self.base = base
        self.life = life
    }

    private func guarded<Answer: Sendable>(
        _ call: () async throws(ObjectStorageError) -> Answer
    ) async throws(ObjectStorageError) -> Answer {
        guard !life.isOver else {
            throw ObjectStorageError(.cancelled, nil, "the run is over")
        }
        await life.danger()
        do {
            let answer = try await call()
            await life.danger()
            return answer
        } catch {
            await life.danger()
            throw error
        }
    }

    func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await guarded { () async throws(ObjectStorageError) in try await base.head(path) }
    }

    func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        try await guarded { () async throws(ObjectStorageError) in
            try await base.get(path, range: range)
        }
    }

    func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        try await guarded { () async throws(ObjectStorageError) in
            let result = try await base.put(path, bytes, mode: mode)
            life.tell("  puts \(path.key)")
            return result
        }
    }

    func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        await life.danger()
        return BufferedUpload(store: self, path: path, mode: mode)
    }

    func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        try await guarded { () async throws(ObjectStorageError) in
            try await base.list(prefix: prefix, startAfter: startAfter, limit: limit)
        }
    }

    func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await guarded { () async throws(ObjectStorageError) in
            try await base.delete(path)
            life.tell("  deletes \(path.key)")
        }
    }
}
