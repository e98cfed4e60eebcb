import BinaryIO
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Testing

@Suite struct FaultInjectingStoreTests {
    /// A faulty store over one in memory, in a simulation.
    private func simulate<Value: Sendable>(
        seed: UInt64 = 1, plan: FaultPlan = .none,
        _ body: @escaping @Sendable (FaultInjectingStore, MemoryObjectStore) async throws -> Value
    ) async throws -> (value: Value, trace: UInt64) {
        let simulation = HostEnvironment.simulated(seed: seed)
        let value = try await simulation.run { environment in
            let memory = MemoryObjectStore(environment: environment)
            let store = FaultInjectingStore(
                memory, environment: environment, plan: plan, seed: seed)
            return try await body(store, memory)
        }
        return (value, simulation.traceHash)
    }

    private static func put(
        _ store: any ObjectStore, _ key: String = "_delta_log/0.json", _ mode: PutMode = .create
    ) async -> ObjectStorageError.Code? {
        do {
            _ = try await store.put(ObjectPath(key), Bytes(utf8: "content"), mode: mode)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "OS-FAULT-01: a refused put has no effect",
        arguments: [
            (Fault.throttled, ObjectStorageError.Code.throttled), (.unavailable, .unavailable),
            (.timedOut, .timeout), (.noSpace, .noSpace), (.ioError, .ioError),
            (.permissionDenied, .permissionDenied), (.conflicted, .throttled),
        ])
    func refused(fault: Fault, code: ObjectStorageError.Code) async throws {
        _ = try await simulate { store, memory in
            store.failNext(.put, with: fault)
            #expect(await Self.put(store) == code)
            let listed = try await memory.listAll(prefix: "")
            #expect(listed.isEmpty)
            #expect(await Self.put(store) == nil)
        }
    }

    @Test(
        "OS-FAULT-01: a put whose answer is lost has its effect",
        arguments: [
            (Fault.lostUnavailable, ObjectStorageError.Code.unavailable),
            (.lostReset, .ambiguous), (.lostTimeout, .timeout),
        ])
    func answerLost(fault: Fault, code: ObjectStorageError.Code) async throws {
        _ = try await simulate { store, memory in
            store.failNext(.put, with: fault)
            #expect(await Self.put(store) == code)
            #expect(try await memory.listAll(prefix: "").count == 1)
            #expect(await Self.put(store) == .alreadyExists)

            store.failNext(.put, with: fault)
            let upload = try await store.upload(ObjectPath("data"), mode: .create)
            try await upload.write(Bytes(utf8: "x"))
            await #expect(throws: ObjectStorageError.self) { try await upload.finish() }
            #expect(try await memory.get(ObjectPath("data")).bytes.utf8String() == "x")

            store.failNext(.delete, with: fault)
            await #expect(throws: ObjectStorageError.self) {
                try await store.delete(ObjectPath("data"))
            }
            #expect(try await memory.getIfPresent(ObjectPath("data")) == nil)
        }
    }

    @Test("OS-FAULT-01: a late put lands after the timeout, or loses to what came before it")
    func landsLate() async throws {
        _ = try await simulate { store, memory in
            store.failNext(.put, with: .landsLate)
            #expect(await Self.put(store) == .timeout)
            #expect(try await memory.listAll(prefix: "").isEmpty)
            await store.settle()
            #expect(try await memory.listAll(prefix: "").count == 1)

            store.failNext(.put, with: .landsLate)
            #expect(await Self.put(store, "1.json") == .timeout)
            let rival = try await memory.put(
                ObjectPath("1.json"), Bytes(utf8: "rival"), mode: .create)
            await store.settle()
            #expect(try await memory.head(ObjectPath("1.json")).etag == rival.etag)
        }
    }

    @Test("OS-FAULT-02: a create that is delivered twice hears from itself that it exists")
    func deliveredTwice() async throws {
        _ = try await simulate { store, memory in
            store.failNext(.put, with: .deliveredTwice)
            #expect(await Self.put(store) == .alreadyExists)
            let listed = try await memory.listAll(prefix: "")
            #expect(listed.count == 1)
            store.failNext(.put, with: .deliveredTwice)
            #expect(await Self.put(store, "x", .overwrite) == nil)
        }
    }

    @Test("OS-FAULT-03: a full disk stays full until the store is calmed")
    func sticky() async throws {
        var plan = FaultPlan.none
        plan.perMille = [.noSpace: 1000]
        plan.sticky = [.noSpace]
        _ = try await simulate(plan: plan) { store, memory in
            for _ in 0..<5 { #expect(await Self.put(store) == .noSpace) }
            let listed = try await store.listAll(prefix: "")
            #expect(listed.isEmpty)
            store.calm()
            #expect(await Self.put(store) == nil)
        }
    }

    @Test("OS-FAULT-03: after its last fault the store is calm")
    func faultBudget() async throws {
        var plan = FaultPlan.none
        plan.perMille = [.throttled: 1000]
        plan.faultsMax = 3
        let (codes, _) = try await simulate(plan: plan) { store, _ in
            var codes: [ObjectStorageError.Code?] = []
            for number in 0..<5 { codes.append(await Self.put(store, "\(number)")) }
            return codes
        }
        #expect(codes == [.throttled, .throttled, .throttled, nil, nil])
    }

    @Test("reads break off, are silently short, or carry a wrong bit")
    func reads() async throws {
        _ = try await simulate { store, memory in
            _ = await Self.put(store, "data")
            let path = try ObjectPath("data")
            store.failNext(.get, with: .shortRead)
            let broken = await #expect(throws: ObjectStorageError.self) {
                try await store.get(path)
            }
            #expect(broken?.code == .shortRead)
            store.failNext(.get, with: .truncatedRead)
            #expect(try await store.get(path).bytes.count < 7)
            store.failNext(.get, with: .flippedBit)
            let flipped = try await store.get(path).bytes.array()
            let differing = zip(flipped, Array("content".utf8)).filter { $0 != $1 }
            #expect(differing.count == 1)
            #expect(try await store.get(path).bytes.utf8String() == "content")
        }
    }

    @Test("a stale listing lacks the newest objects")
    func staleListing() async throws {
        _ = try await simulate { store, memory in
            for number in 0..<9 {
                _ = await Self.put(store, "\(number)")
                // Each object gets a time of its own.
                store.failNext(.put, with: .landsLate)
                _ = await Self.put(store, "late")
                await store.settle()
                try await memory.delete(ObjectPath("late"))
            }
            store.failNext(.list, with: .staleListing)
            let stale = try await store.listAll(prefix: "").map(\.path.key)
            #expect((6...8).contains(stale.count))
            #expect(stale == (0..<stale.count).map(String.init))
        }
    }

    @Test("OS-FAULT-06: a listing of all objects endures short pages and repeated entries")
    func torn() async throws {
        _ = try await simulate { store, memory in
            for number in 0..<9 { _ = await Self.put(store, "\(number)") }
            store.failNext(.list, with: .repeatedEntry)
            let page = try await store.list(prefix: "", startAfter: nil, limit: 100)
            #expect(page.objects.count == 10)
            for fault in [Fault.repeatedEntry, .shortPage] {
                store.failNext(.list, with: fault, times: 2)
                let keys = try await store.listAll(prefix: "").map(\.path.key)
                #expect(keys == (0..<9).map(String.init), "\(fault)")
            }
        }
    }

    @Test("OS-FAULT-04: a ghost is an object that was deleted, in its place")
    func ghost() async throws {
        var plan = FaultPlan()
        plan.perMille[.ghostEntry] = 0
        _ = try await simulate(plan: plan) { store, memory in
            for number in 0..<3 { _ = await Self.put(store, "\(number)") }
            try await store.delete(ObjectPath("1"))
            #expect(try await store.listAll(prefix: "").map(\.path.key) == ["0", "2"])
            store.failNext(.list, with: .ghostEntry)
            #expect(try await store.listAll(prefix: "").map(\.path.key) == ["0", "1", "2"])
        }
    }

    @Test("OS-FAULT-05: an observer is told of each fault and where it hit")
    func observer() async throws {
        let simulation = HostEnvironment.simulated(seed: 1)
        let seen = EventLog<String>()
        try await simulation.run { environment in
            let store = FaultInjectingStore(
                MemoryObjectStore(environment: environment), environment: environment
            ) { fault, operation, key in seen.append("\(fault) \(operation) \(key)") }
            store.failNext(.put, with: .conflicted) { $0.hasSuffix(".json") }
            #expect(await Self.put(store, "other") == nil)
            #expect(await Self.put(store) == .throttled)
            #expect(await Self.put(store) == nil)
        }
        #expect(seen.events == ["conflicted put _delta_log/0.json"])
    }

    @Test("OS-FAULT-04: a swarm of remote faults never deceives", arguments: 0..<20)
    func swarm(seed: UInt64) async throws {
        let plan = FaultPlan.swarm(seed: seed)
        #expect(plan.perMille.keys.allSatisfy { Fault.remote.contains($0) })
        #expect(plan.perMille.values.allSatisfy { (5...100).contains($0) })
    }

    @Test("OS-FAULT-05: the same seed injects the same faults", arguments: [4, 5])
    func reproducible(seed: UInt64) async throws {
        var plan = FaultPlan.swarm(seed: seed, of: Fault.allCases)
        plan.latencyMax = .milliseconds(100)
        let runs = try await [0, 1].asyncMap { _ in
            try await simulate(seed: seed, plan: plan) { store, memory in
                await withTaskGroup(of: Void.self) { group in
                    for actor in 0..<4 {
                        group.addTask {
                            for step in 0..<50 {
                                _ = await Self.put(store, "\(step % 7)", .overwrite)
                                _ = try? await store.get(ObjectPath("\(actor)"))
                                _ = try? await store.listAll(prefix: "")
                                if step % 5 == 0 {
                                    try? await store.delete(ObjectPath("\(step % 7)"))
                                }
                            }
                        }
                    }
                }
                await store.settle()
                return store.coverage
            }
        }
        #expect(runs[0].value.counts == runs[1].value.counts)
        #expect(runs[0].trace == runs[1].trace)
        #expect(runs[0].value.total > 10)
    }

    @Test("the coverage table names calls by operation and kind of object")
    func coverageTable() async throws {
        let (coverage, _) = try await simulate { store, _ in
            store.failNext(.put, with: .lostReset, pathContains: "_delta_log")
            _ = await Self.put(store, "_delta_log/00000000000000000007.json")
            store.failNext(.put, with: .lostReset)
            _ = await Self.put(store, "day=1/part-1.zstd.parquet")
            store.failNext(.put, with: .throttled)
            _ = await Self.put(store, "_delta_log/_last_checkpoint")
            return store.coverage
        }
        #expect(
            coverage.table == """
                site                             throttled  lostReset
                put *.parquet                    0          1        
                put _delta_log/*.json            0          1        
                put _delta_log/_last_checkpoint  1          0        
                """)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(
        _ transform: (Element) async throws -> Value
    ) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
