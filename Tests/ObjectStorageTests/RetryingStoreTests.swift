import BinaryIO
import HostEnvironment
import ObjectStorage
import Testing

@Suite struct RetryingStoreTests {
    private func simulate<Value: Sendable>(
        policy: RetryPolicy = RetryPolicy(),
        _ body: @escaping @Sendable (RetryingStore, FaultInjectingStore) async throws -> Value
    ) async throws -> (value: Value, elapsed: Duration) {
        let simulation = HostEnvironment.simulated(seed: 11)
        let value = try await simulation.run { environment in
            let faulty = FaultInjectingStore(
                MemoryObjectStore(environment: environment), environment: environment)
            let store = RetryingStore(faulty, environment: environment, policy: policy)
            _ = try await store.put(ObjectPath("data"), Bytes(utf8: "x"), mode: .create)
            return try await body(store, faulty)
        }
        return (value, simulation.elapsed)
    }

    @Test(
        "OS-RETRY-01: a read is repeated after a passing failure",
        arguments: [Fault.throttled, .unavailable, .timedOut, .shortRead])
    func readRepeated(fault: Fault) async throws {
        let (text, elapsed) = try await simulate { store, faulty in
            faulty.failNext(.get, with: fault, times: 3)
            return try await store.get(ObjectPath("data")).bytes.utf8String()
        }
        #expect(text == "x")
        #expect(elapsed > .zero)
        #expect(elapsed <= .milliseconds(50 + 100 + 200))
    }

    @Test("OS-RETRY-01: listings, heads, deletes and overwrites are repeated")
    func othersRepeated() async throws {
        _ = try await simulate { store, faulty in
            faulty.failNext(.list, with: .unavailable)
            #expect(try await store.listAll(prefix: "").count == 1)
            faulty.failNext(.head, with: .timedOut)
            #expect(try await store.head(ObjectPath("data")).size == 1)
            faulty.failNext(.put, with: .lostReset, times: 2)
            _ = try await store.put(ObjectPath("o"), Bytes(utf8: "y"), mode: .overwrite)
            faulty.failNext(.delete, with: .lostTimeout)
            try await store.delete(ObjectPath("data"))
        }
    }

    @Test(
        "OS-RETRY-02: a conditional put is not repeated",
        arguments: [Fault.throttled, .unavailable, .timedOut, .lostReset])
    func conditionalPutNotRepeated(fault: Fault) async throws {
        _ = try await simulate { store, faulty in
            let tag = try await store.head(ObjectPath("data")).etag
            for mode in [PutMode.create, .update(tag)] {
                let before = faulty.coverage.total
                faulty.failNext(.put, with: fault, times: 2)
                await #expect(throws: ObjectStorageError.self) {
                    try await store.put(ObjectPath("data"), Bytes(utf8: "y"), mode: mode)
                }
                #expect(faulty.coverage.total == before + 1)
                faulty.calm()
            }
        }
    }

    @Test("what will not pass is not repeated", arguments: [Fault.ioError, .permissionDenied])
    func fatalNotRepeated(fault: Fault) async throws {
        let (count, elapsed) = try await simulate { store, faulty in
            faulty.failNext(.get, with: fault, times: 5)
            await #expect(throws: ObjectStorageError.self) {
                try await store.get(ObjectPath("data"))
            }
            return faulty.coverage.total
        }
        #expect(count == 1)
        #expect(elapsed == .zero)
    }

    @Test("OS-RETRY-01: repetition ends with the attempts or the time")
    func bounded() async throws {
        var policy = RetryPolicy()
        policy.attemptsMax = 4
        let (attempts, _) = try await simulate(policy: policy) { store, faulty in
            faulty.failNext(.get, with: .throttled, times: 100)
            let failure = await #expect(throws: ObjectStorageError.self) {
                try await store.get(ObjectPath("data"))
            }
            #expect(failure?.code == .throttled)
            return faulty.coverage.total
        }
        #expect(attempts == 4)

        policy.attemptsMax = 1000
        policy.elapsedMax = .seconds(60)
        let (_, elapsed) = try await simulate(policy: policy) { store, faulty in
            faulty.failNext(.get, with: .throttled, times: 1000)
            await #expect(throws: ObjectStorageError.self) {
                try await store.get(ObjectPath("data"))
            }
        }
        #expect(elapsed <= .seconds(60))
        #expect(elapsed > .seconds(30))
    }

    @Test("the limit of a pause doubles up to its maximum and is jittered in full")
    func backOff() {
        let environment = HostEnvironment.simulated(seed: 3).environment
        let policy = RetryPolicy()
        for (failures, limit) in [(1, 50), (2, 100), (5, 800), (9, 12_800), (12, 20_000)] {
            let pauses = (0..<400).map { _ in
                policy.delay(afterFailure: failures, in: environment)
            }
            let limit = Duration.milliseconds(limit)
            #expect(pauses.allSatisfy { $0 >= .zero && $0 <= limit })
            #expect(pauses.contains { $0 > limit * 0.9 })
            #expect(pauses.contains { $0 < limit * 0.1 })
        }
        #expect(policy.delay(afterFailure: Int.max, in: environment) <= .seconds(20))
    }
}
