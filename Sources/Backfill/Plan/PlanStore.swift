// Where plans lie: under the table, in a folder that every vacuum leaves alone.

import BinaryIO
package import ObjectStorage

/// The stored plans of one table's jobs.
package struct PlanStore: Sendable {
    private let store: any ObjectStore

    /// - Parameter store: a store whose root is the table.
    package init(_ store: any ObjectStore) {
        self.store = store
    }

    private static func path(_ job: JobName) throws -> ObjectPath {
        try ObjectPath("_lake/backfill/\(job)/plan.json")
    }

    /// Nil where the job was never planned.
    package func read(_ job: JobName) async throws -> BackfillPlan? {
        guard let content = try await store.getIfPresent(try Self.path(job)) else { return nil }
        // Who stored it may have been killed before it was durable, and units are about to be.
        try await store.persist(try Self.path(job))
        guard content.bytes.count <= BackfillLimits.planBytesMax else {
            throw BackfillError(.planCorrupt, "the stored plan of job '\(job)' is too large")
        }
        return try BackfillPlan(decoding: content.bytes)
    }

    /// Stores the plan, durably and once.
    ///
    /// - Returns: the plan that is stored, which is another one where somebody was faster.
    package func write(_ plan: BackfillPlan) async throws -> BackfillPlan {
        do {
            _ = try await store.put(try Self.path(plan.job), plan.encoded(), mode: .create)
            return plan
        } catch let error as ObjectStorageError {
            guard error.code == .alreadyExists || error.mayHaveHappened,
                error.code != .notDurable, let stored = try await read(plan.job)
            else { throw error }
            return stored
        }
    }

    /// The names of the jobs that were planned, in order.
    package func jobs() async throws -> [JobName] {
        let objects = try await store.listAll(prefix: "_lake/backfill/")
        return objects.compactMap { object in
            let segments = object.path.segments
            guard segments.count == 4, segments[3] == "plan.json" else { return nil }
            return try? JobName(String(segments[2]))
        }
    }
}
