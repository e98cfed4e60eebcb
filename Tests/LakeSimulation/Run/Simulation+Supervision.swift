// Starting actors again until their work is done.

import DeltaLog
import DeltaTable
import HostEnvironment
import ObjectStorage
import Synchronization

extension Simulation {
    /// Runs one life of an actor after the other.
    func supervise(_ actor: any SimulatedActor, number: Int) async {
        var random = scenario.random(1000 + UInt64(number))
        var failures = 0
        while !actor.isDone {
            let wasCalm = isCalm
            let end = await live(actor, &random)
            if case .failed(let error) = end, wasCalm {
                failures += 1
                guard failures <= Self.calmFailuresMax else {
                    return violate(
                        .liveness,
                        "\(actor.name) fails over and over though nothing else does: \(error)")
                }
            }
            if actor.isDone { break }
            let pause = Int64(random.next(upperBound: 30_000_000 as UInt64))
            try? await environment.sleep(for: .microseconds(pause))
        }
        tell(actor.name, "has finished")
        state.withLock { _ = $0.unfinished.remove(actor.name) }
    }

    /// One life: to its end, or until it is taken for dead.
    private func live(
        _ actor: any SimulatedActor, _ random: inout SeededRandom
    ) async -> SimulatedProcess.End {
        let process = host.process(named: actor.name)
        if scenario.clockErrorMax > .zero {
            let limit = scenario.clockErrorMax.wholeMicroseconds
            let error = Int64(random.next(upperBound: UInt64(2 * limit))) - limit
            process.moveClock(by: .microseconds(error))
        }
        let end = FirstValue<SimulatedProcess.End>()
        let life = ProcessLife(
            process, host: environment, scenario: scenario, random: random.split(),
            curtain: curtain,
            tell: { [self] text in tell(actor.name, text) },
            onEvent: { [self] text in noteFate(text, of: actor.name) },
            onAbandoned: { end.set(.killed) })
        let context = context(actor, life, random.next())
        let isCalm = state.withLock { state in
            state.lives.removeAll { !$0.life.process.isAlive && $0.life.isCurrent }
            state.lives.append((life, context.faults))
            return state.isCalm
        }
        if isCalm {
            context.faults.calm()
            life.calm()
        }
        _ = environment.spawn {
            end.set(await process.run { _ in try await actor.run(context) })
        }
        return await end.value
    }

    private func noteFate(_ text: String, of name: String) {
        tell(name, text)
        state.withLock { state in
            if text.contains("killed") { state.kills += 1 }
            if text.contains("stopped") { state.stops += 1 }
            if text.contains("dead") { state.zombies += 1 }
        }
    }

    /// The engine's view: retries, faults, dangers, planted bugs, the store.
    private func context(
        _ actor: any SimulatedActor, _ life: ProcessLife, _ seed: UInt64
    ) -> ProcessContext {
        var bottom: any ObjectStore = store
        if let bug { bottom = BrokenStore(bottom, bug: bug) }
        let name = actor.name
        let role = actor.role
        let faults = FaultInjectingStore(
            GuardStore(bottom, life: life), environment: environment,
            plan: scenario.plan(for: role), seed: seed, deleted: deleted
        ) { [self] fault, operation, key in
            injected(fault, operation, key, by: name, role)
        }
        aim(faults, role)
        let environment = life.process.environment.weakened(by: bug?.weaknesses ?? [])
        let store: any ObjectStore =
            scenario.retries ? RetryingStore(faults, environment: environment) : faults
        return ProcessContext(
            simulation: self, life: life, environment: environment, store: store,
            faults: faults, name: name)
    }

    /// Lets the first call at each of the seed's own sites meet the seed's own fault.
    private func aim(_ faults: FaultInjectingStore, _ role: Role) {
        for focus in state.withLock({ $0.focusLeft }) {
            guard !Scenario.readersOnly.contains(focus.fault) || role == .reader else { continue }
            faults.failNext(focus.site.operation, with: focus.fault) { [self] key in
                guard Site(focus.site.operation, key, by: role) == focus.site else { return false }
                return state.withLock { state in
                    guard let index = state.focusLeft.firstIndex(of: focus) else { return false }
                    state.focusLeft.remove(at: index)
                    return true
                }
            }
        }
    }

    private func injected(
        _ fault: Fault, _ operation: ObjectStorageError.Operation, _ key: String,
        by name: String, _ role: Role
    ) {
        guard !curtain.isDown else { return }
        tell(name, "  fault: \(fault.rawValue) hits \(operation.rawValue) \(key)")
        guard let site = Site(operation, key, by: role) else { return }
        state.withLock { $0.coverage.record(fault, at: site) }
    }

    static func isCorruption(_ error: any Error) -> Bool {
        switch error {
        case let error as TableError: error.code == .corrupt
        case let error as DeltaLogError: error.code == .corruptLog
        default: false
        }
    }
}

/// A value that is set once, the first time, and waited for by one task.
final class FirstValue<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiter: CheckedContinuation<Value, Never>?
    }

    private let state = Mutex(State())

    func set(_ value: Value) {
        let waiter = state.withLock { state -> CheckedContinuation<Value, Never>? in
            guard state.value == nil else { return nil }
            state.value = value
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: value)
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state -> Value? in
                    if state.value == nil { state.waiter = continuation }
                    return state.value
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}
