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
}
