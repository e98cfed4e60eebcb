// A store that tries again, but only where trying again is safe: reads, listings, deletes and
// unconditional overwrites. A conditional put is never repeated here. Its first try may have
// succeeded with its answer lost, and the repetition would then report a rival who is ourselves;
// only the commit protocol, which can recognise its own bytes, may resolve that.

public import BinaryIO
public import HostEnvironment

/// Repeats calls that failed for a passing reason.
public final class RetryingStore: ObjectStore {
    private let base: any ObjectStore
    private let environment: HostEnvironment
    private let policy: RetryPolicy

    /// Wraps `base`.
    public init(
        _ base: any ObjectStore, environment: HostEnvironment, policy: RetryPolicy = RetryPolicy()
    ) {
        self.base = base
        self.environment = environment
        self.policy = policy
    }

    public func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.head(path)
        }
    }

    public func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.get(path, range: range)
        }
    }

    public func get(
        _ path: ObjectPath, ranges: [Range<Int>]
    ) async throws(ObjectStorageError) -> ObjectParts {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.get(path, ranges: ranges)
        }
    }

    public func get(_ paths: [ObjectPath]) async throws(ObjectStorageError) -> [ObjectContent] {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.get(paths)
        }
    }

    public func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        guard mode == .overwrite else { return try await base.put(path, bytes, mode: mode) }
        return try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.put(path, bytes, mode: mode)
        }
    }

    /// Beginning is repeated; writing and finishing are not.
    public func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.upload(path, mode: mode)
        }
    }

    public func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.list(prefix: prefix, startAfter: startAfter, limit: limit)
        }
    }

    public func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.delete(path)
        }
    }

    public func delete(_ paths: [ObjectPath]) async throws(ObjectStorageError) {
        try await retrying { [base] () async throws(ObjectStorageError) in
            try await base.delete(paths)
        }
    }

    /// Not repeated: a medium that failed once to synchronise may forget and then report success.
    public func persist(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await base.persist(path)
    }

    public func removeAbandonedUploads(
        before time: WallTime
    ) async throws(ObjectStorageError) -> Int {
        try await base.removeAbandonedUploads(before: time)
    }

    private func retrying<Answer>(
        _ call: () async throws(ObjectStorageError) -> Answer
    ) async throws(ObjectStorageError) -> Answer {
        let start = environment.monotonicNow
        var failures = 0
        while true {
            do {
                return try await call()
            } catch {
                failures += 1
                guard Self.passes(error), failures < policy.attemptsMax else { throw error }
                let pause = policy.delay(afterFailure: failures, in: environment)
                let elapsed = start.duration(to: environment.monotonicNow)
                guard elapsed + pause <= policy.elapsedMax else { throw error }
                // A cancelled caller gets the error that it would have waited to repeat.
                guard (try? await environment.sleep(for: pause)) != nil else { throw error }
            }
        }
    }

    private static func passes(_ error: ObjectStorageError) -> Bool {
        switch error.code {
        case .throttled, .unavailable, .timeout, .ambiguous, .shortRead: true
        default: false
        }
    }
}
