import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Testing

@Suite struct ContractTests {
    @Test("the store in memory keeps the contract", arguments: ObjectStoreContract.clauses)
    func memory(clause: ObjectStoreContract.Clause) async throws {
        let environment = HostEnvironment.system()
        let store = MemoryObjectStore(environment: environment)
        try await ObjectStoreContract(store: store, environment: environment).check(clause)
    }

    @Test(
        "the store in memory keeps the contract under seeded schedules",
        arguments: ObjectStoreContract.clauses)
    func simulatedMemory(clause: ObjectStoreContract.Clause) async throws {
        for seed in UInt64(0)..<3 {
            try await HostEnvironment.simulated(seed: seed).run { environment in
                let store = MemoryObjectStore(environment: environment)
                try await ObjectStoreContract(store: store, environment: environment).check(clause)
            }
        }
    }

    @Test("the local store keeps the contract", arguments: ObjectStoreContract.clauses)
    func local(clause: ObjectStoreContract.Clause) async throws {
        let folder = try TemporaryFolder()
        let environment = HostEnvironment.system()
        let store = LocalObjectStore(root: folder.path + "/table", environment: environment)
        try await ObjectStoreContract(store: store, environment: environment).check(clause)
    }

    @Test(
        "the local store keeps the contract on kernels without openat2",
        arguments: ObjectStoreContract.clauses)
    func localWithoutOpenat2(clause: ObjectStoreContract.Clause) async throws {
        let folder = try TemporaryFolder()
        let environment = HostEnvironment.system()
        let store = LocalObjectStore(
            root: folder.path, environment: environment, hook: nil, forbidsOpenat2: true)
        try await ObjectStoreContract(store: store, environment: environment).check(clause)
    }

    @Test(
        "a fault-injecting store without faults keeps the contract",
        arguments: ObjectStoreContract.clauses)
    func faultless(clause: ObjectStoreContract.Clause) async throws {
        try await HostEnvironment.simulated(seed: 1).run { environment in
            let store = FaultInjectingStore(
                MemoryObjectStore(environment: environment), environment: environment)
            try await ObjectStoreContract(store: store, environment: environment).check(clause)
            #expect(store.coverage.total == 0)
        }
    }

    @Test(
        "delays and overtaking calls do not break the contract",
        arguments: ObjectStoreContract.clauses)
    func delayed(clause: ObjectStoreContract.Clause) async throws {
        try await HostEnvironment.simulated(seed: 2).run { environment in
            var plan = FaultPlan.none
            plan.latencyMax = .milliseconds(50)
            let store = FaultInjectingStore(
                MemoryObjectStore(environment: environment), environment: environment, plan: plan)
            try await ObjectStoreContract(store: store, environment: environment).check(clause)
        }
    }

    @Test("a folder of a store keeps the contract", arguments: ObjectStoreContract.clauses)
    func prefixed(clause: ObjectStoreContract.Clause) async throws {
        let environment = HostEnvironment.system()
        let base = MemoryObjectStore(environment: environment)
        for neighbour in ["table", "table-2/x", "tabl/x", "table0"] {
            _ = try await base.put(ObjectPath(neighbour), .empty, mode: .create)
        }
        let store = PrefixedStore(base, folder: try ObjectPath("table"))
        try await ObjectStoreContract(store: store, environment: environment).check(clause)
    }

    @Test("a retrying store keeps the contract", arguments: ObjectStoreContract.clauses)
    func retrying(clause: ObjectStoreContract.Clause) async throws {
        try await HostEnvironment.simulated(seed: 3).run { environment in
            let store = RetryingStore(
                MemoryObjectStore(environment: environment), environment: environment)
            try await ObjectStoreContract(store: store, environment: environment).check(clause)
        }
    }
}
