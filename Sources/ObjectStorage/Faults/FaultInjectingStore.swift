// A store that fails on purpose. It ships, so that tables can be rehearsed under failure.
//
// The fault model. A call is delayed, then meets at most one fault, drawn from the seed:
//
//     refused        throttled, conflicted, unavailable, timedOut, noSpace, ioError,
//                    permissionDenied
//                    nothing is done
//     answer lost    lostUnavailable, lostReset, lostTimeout
//                    it is done, and the caller hears an error that does not say so
//     lands late     landsLate
//                    the caller hears a timeout; it is done up to `landingDelayMax` later, in
//                    whatever state the store is by then (a create may then lose)
//     twice          deliveredTwice
//                    it is done twice in a row, and the caller hears the second answer
//     reads          shortRead breaks off and says so; truncatedRead and flippedBit do not
//     listings       staleListing leaves out the newest objects; shortPage ends a page early;
//                    repeatedEntry names an object twice; ghostEntry names a deleted one
//
// Objects never change by themselves, effects are never undone, an acknowledged effect is never
// lost, and no fault is invented that no store shows. Power loss is not in this model: it is
// tested on real file systems.

public import BinaryIO
public import HostEnvironment
import Synchronization

/// Wraps a store and makes its calls fail as a plan says, reproducibly under a simulated host.
public final class FaultInjectingStore: ObjectStore {
    private struct Script {
        var fault: Fault
        var operation: ObjectStorageError.Operation
        var matches: @Sendable (String) -> Bool
        var timesLeft: Int
    }

    /// What is told of an injected fault: the fault, the call and the key that it met.
    public typealias Observer = @Sendable (Fault, ObjectStorageError.Operation, String) -> Void

    private struct State {
        var plan: FaultPlan
        var random: SeededRandom
        var scripts: [Script] = []
        var stuck: Set<Fault> = []
        var coverage = FaultCoverage()
        var landings: [Task<Void, any Error>] = []
    }

    private let base: any ObjectStore
    private let environment: HostEnvironment
    private let deleted: DeletedObjects
    private let observer: Observer?
    private let state: Mutex<State>

    /// Wraps `base`; `seed` decides which calls meet which fault of `plan`.
    ///
    /// - Parameters:
    ///   - deleted: what `ghostEntry` may show again; share it among the wrappers of one store.
    ///   - observer: is told of each fault before it acts.
    public init(
        _ base: any ObjectStore, environment: HostEnvironment, plan: FaultPlan = .none,
        seed: UInt64 = 0, deleted: DeletedObjects = DeletedObjects(), observer: Observer? = nil
    ) {
        self.base = base
        self.environment = environment
        self.deleted = deleted
        self.observer = observer
        state = Mutex(State(plan: plan, random: SeededRandom(seed: seed)))
    }

    // MARK: Control

    /// Makes the next `times` calls of `operation` on a path that contains `pathContains` meet
    /// `fault`, before anything that the plan draws.
    public func failNext(
        _ operation: ObjectStorageError.Operation, with fault: Fault,
        pathContains: String = "", times: Int = 1
    ) {
        failNext(operation, with: fault, times: times) {
            pathContains.isEmpty || $0.contains(pathContains)
        }
    }

    /// The same for calls whose key `matches`; the key of a listing is its prefix.
    public func failNext(
        _ operation: ObjectStorageError.Operation, with fault: Fault, times: Int = 1,
        where matches: @escaping @Sendable (_ key: String) -> Bool
    ) {
        precondition(fault.applies(to: operation), "\(fault) cannot meet a \(operation)")
        state.withLock {
            $0.scripts.append(
                Script(fault: fault, operation: operation, matches: matches, timesLeft: times))
        }
    }

    /// No more faults, sticky ones included.
    public func calm() {
        state.withLock { state in
            state.plan = .none
            state.scripts = []
            state.stuck = []
        }
    }

    /// Waits until every late effect has happened.
    public func settle() async {
        while let landing = state.withLock({ $0.landings.popLast() }) {
            _ = try? await landing.value
        }
    }

    /// What was injected so far.
    public var coverage: FaultCoverage { state.withLock { $0.coverage } }

    // MARK: ObjectStore

    public func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await call(.head, path.key, path) { [base] () async throws(ObjectStorageError) in
            try await base.head(path)
        }
    }

    public func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        let fault = try await begin(.get, path.key, path)
        var content = try await base.get(path, range: range)
        await delay()
        guard let fault, !content.bytes.isEmpty else { return content }
        if let error = fault.error(.get, path) { throw error }
        let count = UInt64(content.bytes.count)
        let draw = state.withLock { $0.random.next(upperBound: count) }
        let position = Int(draw)
        switch fault {
        case .truncatedRead: content.bytes = content.bytes[0..<position]
        case .flippedBit: content.bytes = Self.flip(content.bytes, at: position)
        default: break
        }
        return content
    }

    public func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        try await call(.put, path.key, path) { [base] () async throws(ObjectStorageError) in
            try await base.put(path, bytes, mode: mode)
        }
    }

    public func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        let upload = try await call(.upload, path.key, path) {
            [base] () async throws(ObjectStorageError) in
            try await base.upload(path, mode: mode)
        }
        return FaultInjectingUpload(store: self, base: upload, path: path)
    }

    public func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        let fault = try await begin(.list, prefix, nil)
        let page = try await base.list(prefix: prefix, startAfter: startAfter, limit: limit)
        await delay()
        guard let fault else { return page }
        let forged = state.withLock { state in
            var listing = ForgedListing(
                page: page, prefix: prefix, startAfter: startAfter,
                staleObjectsMax: state.plan.staleObjectsMax)
            listing.apply(fault, deleted: deleted.all, random: &state.random)
            return listing.page
        }
        return forged
    }

    public func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await call(.delete, path.key, path) {
            [base, deleted, keepsGhosts] () async throws(ObjectStorageError) in
            let metadata = keepsGhosts ? try? await base.headIfPresent(path) : nil
            try await base.delete(path)
            if let metadata { deleted.add(metadata) }
        }
    }

    public func removeAbandonedUploads(
        before time: WallTime
    ) async throws(ObjectStorageError) -> Int {
        try await base.removeAbandonedUploads(before: time)
    }

    // MARK: The model

    /// Runs `effect` under the fault, if any, that this call meets; the plan is asked in one call
    /// of `share`, scripts and what is stuck in each.
    func call<Answer: Sendable>(
        _ operation: ObjectStorageError.Operation, _ siteKey: String, _ path: ObjectPath?,
        mayRepeat: Bool = true, drawsOneIn share: UInt64 = 1,
        _ effect: @escaping @Sendable () async throws(ObjectStorageError) -> Answer
    ) async throws(ObjectStorageError) -> Answer {
        let fault = try await begin(operation, siteKey, path, drawsOneIn: share)
        switch fault {
        case .lostUnavailable, .lostReset, .lostTimeout:
            _ = try? await effect()
        case .landsLate:
            landLater(effect)
        case .deliveredTwice where mayRepeat:
            _ = try? await effect()
            await delay()
            return try await effect()
        default:
            let answer = try await effect()
            await delay()
            return answer
        }
        await delay()
        throw fault?.error(operation, path)
            ?? ObjectStorageError(.unavailable, operation, "injected fault", path: path)
    }

    private var keepsGhosts: Bool {
        state.withLock { $0.plan.perMille[.ghostEntry] != nil }
    }

    /// Delays a call and draws its fault; throws it where it comes before any effect.
    private func begin(
        _ operation: ObjectStorageError.Operation, _ siteKey: String, _ path: ObjectPath?,
        drawsOneIn share: UInt64 = 1
    ) async throws(ObjectStorageError) -> Fault? {
        await delay()
        guard !Task.isCancelled else { throw .cancelled(operation, path) }
        guard let fault = draw(operation, siteKey, share) else { return nil }
        switch fault {
        case .throttled, .conflicted, .unavailable, .timedOut, .noSpace, .ioError,
            .permissionDenied:
            if let error = fault.error(operation, path) { throw error }
        default: break
        }
        return fault
    }

    private func draw(
        _ operation: ObjectStorageError.Operation, _ key: String, _ share: UInt64
    ) -> Fault? {
        let fault = state.withLock { state in
            let fault = scripted(&state, operation, key) ?? planned(&state, operation, share)
            if let fault {
                state.coverage.record(fault, FaultCoverage.site(operation, key))
            }
            return fault
        }
        if let fault { observer?(fault, operation, key) }
        return fault
    }

    private func scripted(
        _ state: inout State, _ operation: ObjectStorageError.Operation, _ key: String
    ) -> Fault? {
        let index = state.scripts.firstIndex {
            $0.operation == operation && $0.matches(key)
        }
        guard let index else { return nil }
        let fault = state.scripts[index].fault
        state.scripts[index].timesLeft -= 1
        if state.scripts[index].timesLeft <= 0 { state.scripts.remove(at: index) }
        return fault
    }

    private func planned(
        _ state: inout State, _ operation: ObjectStorageError.Operation, _ share: UInt64
    ) -> Fault? {
        guard share == 1 || !state.stuck.isEmpty || state.random.chance(1, in: share) else {
            return nil
        }
        // In the order of declaration, so that the same seed draws the same faults.
        for fault in Fault.allCases where fault.applies(to: operation) {
            if state.stuck.contains(fault) { return fault }
            guard let rate = state.plan.perMille[fault], rate > 0,
                state.coverage.total < state.plan.faultsMax,
                state.random.chance(UInt64(rate), in: 1000)
            else { continue }
            if state.plan.sticky.contains(fault) { state.stuck.insert(fault) }
            return fault
        }
        return nil
    }

    private func landLater<Answer: Sendable>(
        _ effect: @escaping @Sendable () async throws(ObjectStorageError) -> Answer
    ) {
        let delay = environment.randomDuration(upTo: state.withLock { $0.plan.landingDelayMax })
        let landing = environment.spawn { [environment] in
            try await environment.sleep(for: delay)
            _ = try await effect()
        }
        state.withLock { $0.landings.append(landing) }
    }

    private func delay() async {
        let latency = state.withLock { state in
            let limit = max(0, state.plan.latencyMax.wholeMicroseconds)
            guard limit > 0 else { return Duration.zero }
            return .microseconds(Int64(state.random.next(upperBound: UInt64(limit) + 1)))
        }
        guard latency > .zero else { return }
        try? await environment.sleep(for: latency)
    }

    private static func flip(_ bytes: Bytes, at position: Int) -> Bytes {
        var array = bytes.array()
        array[position] ^= 0x10
        return Bytes(array)
    }
}
