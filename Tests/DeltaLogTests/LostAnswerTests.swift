import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

/// What becomes of a commit whose answer does not come: the cases that spec/commit-protocol.md
/// has under DL-COM.
@Suite struct LostAnswerTests {
    /// A table at version 0 and an append to it, through a store that fails as it is told.
    private struct Scene {
        let fixture: LogFixture
        let store: FaultInjectingStore
        let log: TableLog
        let transaction: Transaction

        init(
            _ environment: HostEnvironment, limits: DeltaLogLimits = DeltaLogLimits(),
            plan: FaultPlan = .none
        ) async throws {
            fixture = LogFixture(environment)
            store = FaultInjectingStore(fixture.store, environment: environment, plan: plan)
            log = fixture.log(through: store, limits: limits)
            var transaction = log.begin(
                on: try await fixture.create(), operation: CommitOperation("WRITE"))
            transaction.actions = [.add(LogFixture.add("ours"))]
            self.transaction = transaction
        }

        func failPut(_ fault: Fault, times: Int = 1) {
            store.failNext(.put, with: fault, pathContains: "_delta_log", times: times)
        }

        /// A rival's commit at version 1.
        func rival() async throws {
            try await fixture.write(1, [.add(LogFixture.add("rival"))])
        }

        /// Each version's paths, after everything has landed.
        func versions() async throws -> [[String]] {
            await store.settle()
            var all: [[String]] = []
            for number in 0..<(try await fixture.commitCount()) {
                let version = TableVersion(Int64(number)) ?? .zero
                let actions = try await fixture.log.actions(of: version) ?? []
                all.append(
                    actions.compactMap { if case .add(let file) = $0 { file.path } else { nil } })
            }
            return all
        }
    }

    private func simulate(
        seed: UInt64 = 1, _ body: @escaping @Sendable (HostEnvironment) async throws -> Void
    ) async throws {
        try await SimulatedEnvironment(seed: seed).run { try await body($0) }
    }

    @Test(
        "DL-COM-04 A1 A2 one lost answer is one commit, and it is reported as committed",
        arguments: [Fault.lostUnavailable, .lostReset, .lostTimeout, .deliveredTwice])
    func lostOnce(fault: Fault) async throws {
        try await simulate { environment in
            let scene = try await Scene(environment)
            scene.failPut(fault)
            #expect(await scene.log.commit(scene.transaction).version == 1)
            #expect(try await scene.versions() == [[], ["ours"]])
        }
    }

    @Test("DL-COM-05 a put that had no effect is tried again at the same version")
    func noEffect() async throws {
        try await simulate { environment in
            let scene = try await Scene(environment)
            scene.failPut(.unavailable, times: 3)
            scene.failPut(.timedOut, times: 2)
            scene.failPut(.throttled, times: 2)
            let outcome = await scene.log.commit(scene.transaction)
            #expect(outcome.version == 1)
            #expect(try await scene.versions() == [[], ["ours"]])
        }
    }

    @Test("DL-COM-05 A3 where nothing is ever answered the end is unknown, with one commit at most")
    func neverAnswered() async throws {
        try await simulate { environment in
            let scene = try await Scene(environment)
            scene.failPut(.lostTimeout, times: 1000)
            scene.store.failNext(
                .get, with: .timedOut, pathContains: "00000000000000000001.json", times: 1000)
            let outcome = await scene.log.commit(scene.transaction)
            guard case .unknown(let unknown) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(unknown.version == 1)
            #expect(unknown.txnID == scene.transaction.txnID)
            scene.store.calm()
            #expect(try await scene.versions() == [[], ["ours"]])
            #expect(
                try await scene.log.status(ofTransaction: unknown.txnID) == .committed(1))
        }
    }

    @Test("DL-COM-06 A4 a rival that wins while our answer is lost is seen, and we go behind it")
    func rivalWins() async throws {
        try await simulate { environment in
            let scene = try await Scene(environment)
            // The first put never arrives; before the second the rival has taken the version.
            scene.failPut(.timedOut)
            try await scene.rival()
            let outcome = await scene.log.commit(scene.transaction)
            #expect(outcome.version == 2)
            #expect(try await scene.versions() == [[], ["rival"], ["ours"]])
        }
    }

    @Test("DL-COM-05 A5 a put that lands after we gave up is found by its transaction id")
    func landsLate() async throws {
        try await simulate { environment in
            var limits = DeltaLogLimits()
            limits.storeFailuresMax = 2
            var plan = FaultPlan.none
            plan.landingDelayMax = .seconds(3600)
            let scene = try await Scene(environment, limits: limits, plan: plan)
            scene.failPut(.landsLate)
            scene.failPut(.timedOut, times: 1000)
            let outcome = await scene.log.commit(scene.transaction)
            guard case .unknown(let unknown) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            scene.store.calm()
            let before = try await scene.log.status(ofTransaction: unknown.txnID)
            #expect(before == .notFound(searchedBackTo: 0))
            #expect(try await scene.versions() == [[], ["ours"]])
            #expect(
                try await scene.log.status(ofTransaction: unknown.txnID) == .committed(1))
        }
    }

    @Test("DL-COM-04 A5 a put that lands late is not followed by a second one", arguments: 1...20)
    func landsLateOnce(seed: UInt64) async throws {
        try await simulate(seed: seed) { environment in
            var plan = FaultPlan.none
            plan.landingDelayMax = .milliseconds(50)
            let scene = try await Scene(environment, plan: plan)
            scene.failPut(.landsLate, times: 3)
            #expect(await scene.log.commit(scene.transaction).version == 1)
            #expect(try await scene.versions() == [[], ["ours"]])
        }
    }

    @Test("a definite refusal after a lost answer is an unknown end or a commit, never a failure")
    func refusedAfterLost() async throws {
        try await simulate { environment in
            var plan = FaultPlan.none
            plan.landingDelayMax = .seconds(3600)
            let scene = try await Scene(environment, plan: plan)
            scene.failPut(.landsLate)
            scene.failPut(.permissionDenied)
            guard case .unknown = await scene.log.commit(scene.transaction) else {
                Issue.record("the first put may still land")
                return
            }
            let second = try await Scene(environment)
            second.failPut(.permissionDenied)
            #expect(await second.log.commit(second.transaction).error == .storage)
            #expect(try await second.versions() == [[]])
        }
    }

    @Test("DL-COM-07 a commit that is cancelled after its put is seen through")
    func cancelledAfterPut() async throws {
        try await simulate { environment in
            let scene = try await Scene(environment)
            scene.failPut(.lostTimeout)
            let (log, transaction) = (scene.log, scene.transaction)
            let task = environment.spawn { await log.commit(transaction) }
            while scene.store.coverage.total == 0 { await environment.yield() }
            task.cancel()
            #expect(try await task.value.version == 1)
        }
    }
}
