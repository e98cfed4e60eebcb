import Expressions
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Synchronization
import Testing

@testable import DeltaTable

/// Writers that something happens to between a file and its commit; found by seeds 42 and 66 of the
/// simulation.
@Suite struct HeldUpWriterTests {
    /// A table of three rows.
    private static func table(
        in store: any ObjectStore, _ environment: HostEnvironment
    ) async throws -> Table {
        let table = Table(store: store, location: "memory", environment: environment)
        try await table.create(schema: VacuumTests.schema)
        try await table.append([VacuumTests.rows(0..<3)])
        return table
    }

    /// How three more rows fail to come through a store.
    private static func append(
        to store: any ObjectStore, _ environment: HostEnvironment
    ) async -> TableError? {
        let writer = Table(store: store, location: "memory", environment: environment)
        return await #expect(throws: TableError.self) {
            try await writer.append([VacuumTests.rows(10..<13)])
        }
    }

    /// A store in which the first file with such a name lies there while its writer does not know
    /// yet: a week goes by, and a vacuum that takes the file.
    private static func heldUp(
        behind suffix: String, in base: any ObjectStore, _ table: Table,
        _ environment: HostEnvironment
    ) -> InterruptedStore {
        let isHeldUp = Mutex(true)
        return InterruptedStore(base) {
            (moment, operation, key) async throws(ObjectStorageError) in
            let isFirst = isHeldUp.withLock { $0 }
            guard moment == .after, operation == .put, key.hasSuffix(suffix), isFirst
            else { return }
            isHeldUp.withLock { $0 = false }
            try? await environment.sleep(for: VacuumTests.day * 8)
            do {
                #expect(try await table.vacuum().files.count == 1)
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    @Test("DT-VAC-04 a file is as old as the moment before it was stored")
    func heldUpBehindThePut() async throws {
        try await SimulatedEnvironment(seed: 3).run { environment in
            let base = MemoryObjectStore(environment: environment)
            let table = try await Self.table(in: base, environment)
            let held = Self.heldUp(behind: ".parquet", in: base, table, environment)
            let error = await Self.append(to: held, environment)
            #expect(error?.code == .conflict)
            #expect(try await VacuumTests.ids(table.scan()) == [0, 1, 2])
        }
    }

    @Test("DT-VAC-04 so is a file of deletion vectors, and the delete is planned again")
    func heldUpBehindTheVector() async throws {
        try await SimulatedEnvironment(seed: 3).run { environment in
            let base = MemoryObjectStore(environment: environment)
            let table = Table(store: base, location: "memory", environment: environment)
            try await table.create(schema: VacuumTests.schema, properties: DeleteTests.vectors)
            try await table.append([VacuumTests.rows(0..<3)])
            let held = Self.heldUp(behind: ".bin", in: base, table, environment)
            let writer = Table(store: held, location: "memory", environment: environment)
            let deleted = try await writer.delete(where: Expression(parsing: "id = 1"))
            #expect(deleted.deletedRowCount == 1)
            #expect(try await VacuumTests.ids(table.scan()) == [0, 2])
        }
    }

    @Test("DT-VAC-04 a file that goes while it is checked for a new constraint is a conflict")
    func vacuumedWhileChecked() async throws {
        try await SimulatedEnvironment(seed: 5).run { environment in
            let base = MemoryObjectStore(environment: environment)
            let table = try await Self.table(in: base, environment)
            let staged = Mutex<ObjectPath?>(nil)
            let held = InterruptedStore(base) {
                (moment, operation, key) async throws(ObjectStorageError) in
                guard key.hasSuffix(".parquet") else { return }
                let isStored = staged.withLock { $0 != nil }
                do {
                    if moment == .after, operation == .put, !isStored {
                        let path = try ObjectPath(key)
                        staged.withLock { $0 = path }
                        try await table.addConstraint("few", Expression(parsing: "id < 99"))
                    } else if moment == .before, operation != .put, isStored {
                        if let path = staged.withLock({ $0 }) { try await base.delete(path) }
                    }
                } catch {
                    Issue.record("\(error)")
                }
            }
            let error = await Self.append(to: held, environment)
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("a vacuum with a short retention") == true)
            #expect(try await VacuumTests.ids(table.scan()) == [0, 1, 2])
        }
    }

    @Test("DT-APP-01 a lost answer to the put of a data file costs nothing")
    func lostAnswers() async throws {
        for fault in [Fault.deliveredTwice, .lostTimeout, .lostReset, .lostUnavailable] {
            try await SimulatedEnvironment(seed: 4).run { environment in
                let base = MemoryObjectStore(environment: environment)
                let faults = FaultInjectingStore(base, environment: environment)
                let store = RetryingStore(faults, environment: environment)
                let table = Table(store: store, location: "memory", environment: environment)
                try await table.create(schema: VacuumTests.schema)
                faults.failNext(.put, with: fault, pathContains: ".parquet")
                try await table.append([VacuumTests.rows(0..<3)])
                #expect(try await VacuumTests.ids(table.scan()) == [0, 1, 2], "\(fault)")
                #expect(faults.coverage.total == 1)
            }
        }
    }
}
