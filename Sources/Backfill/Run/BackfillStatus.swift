import DeltaTable
public import HostEnvironment
package import Streaming

/// What the table says about a job.
public struct BackfillStatus: Sendable {
    public let plan: BackfillPlan
    /// For each unit whether it is in the table, in the plan's order.
    public let isDone: [Bool]

    public var unitsDone: Int { isDone.count { $0 } }

    /// Bytes of input of the units in the table.
    public var bytesDone: Int64 {
        zip(plan.units, isDone).reduce(0) { $0 + ($1.1 ? $1.0.size : 0) }
    }

    /// Reads the plan and asks the table.
    ///
    /// - Throws: `planNotFound`, and the errors of the table.
    public static func read(
        _ job: JobName, table location: String, environment: HostEnvironment = .system()
    ) async throws -> BackfillStatus {
        try await read(
            job, table: location, environment: environment,
            openStore: LocalFolders.opener(environment))
    }

    /// The same over stores that `openStore` opens.
    package static func read(
        _ job: JobName, table location: String, environment: HostEnvironment,
        openStore: @escaping StoreOpener
    ) async throws -> BackfillStatus {
        let plan = try await plan(job, table: location, openStore)
        let table = Table(
            store: try openStore(location, true), location: location, environment: environment)
        guard try await table.exists() else {
            return BackfillStatus(plan: plan, isDone: plan.units.map { _ in false })
        }
        let snapshot = try await table.snapshot()
        return BackfillStatus(
            plan: plan,
            isDone: plan.units.map { unit in
                let reached = snapshot.transactionVersion(unit.applicationID(job: job))
                return reached.map { $0 >= unit.ordinal } ?? false
            })
    }

    static func plan(
        _ job: JobName, table location: String, _ openStore: @escaping StoreOpener
    ) async throws -> BackfillPlan {
        let store = PlanStore(try openStore(location, true))
        if let plan = try await store.read(job) { return plan }
        let known = try await store.jobs().map(\.text)
        throw BackfillError(
            .planNotFound,
            "there is no job '\(job)' under \(location)"
                + (known.isEmpty ? "" : "; there are \(known.joined(separator: ", "))")
                + "; `lake backfill plan` makes one")
    }
}
