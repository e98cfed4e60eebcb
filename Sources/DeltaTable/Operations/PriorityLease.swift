// Who loses race after race asks the others to let it pass: a small object in `_lake/`, which no
// vacuum touches. It is a courtesy and no lock. Whoever ignores it, or finds a stale one, does no
// harm: commits are what decides (DESIGN of commits).

import BinaryIO
import HostEnvironment
import JSONCodec
import ObjectStorage

/// The courtesy among the rewriting operations of one table. Blind appends never look at it.
struct PriorityLease {
    /// Lost races after which an operation asks for it.
    static let lostRacesMin = 5
    /// How long one is good for; whoever was killed with it holds others up no longer.
    static let duration = Duration.seconds(30)
    /// How long an operation lets another one pass.
    static let courtesyMax = Duration.seconds(2)
    private static let pollMax = Duration.milliseconds(50)
    private static let key = "_lake/priority"

    private let store: any ObjectStore
    private let environment: HostEnvironment
    private let path: ObjectPath?
    private var holder: String?

    init(of table: Table) {
        store = table.store
        environment = table.environment
        path = try? ObjectPath(Self.key)
    }

    /// Before each attempt: lets others pass, or, after enough lost races, asks them to.
    mutating func prepare(attempt: Int) async {
        if attempt >= Self.lostRacesMin, holder == nil {
            await take()
        }
        if holder == nil { await giveWay() }
    }

    /// Lets the others go on; does nothing where it was not held.
    mutating func release() async {
        guard let path, let holder else { return }
        self.holder = nil
        guard let current = await current(), current.holder == holder else { return }
        try? await store.delete(path)
    }

    private mutating func take() async {
        guard let path else { return }
        if let current = await current() {
            guard current.isOver(environment.now) else { return }
            try? await store.delete(path)
        }
        let name = environment.uuid()
        let until = environment.now.advanced(by: Self.duration).milliseconds
        let text = JSONValue.object(
            JSONObject([("holder", .string(name)), ("until", .integer(until))])
        ).text
        guard (try? await store.put(path, Bytes(utf8: text), mode: .create)) != nil else { return }
        holder = name
    }

    private func giveWay() async {
        let started = environment.monotonicNow
        while started.duration(to: environment.monotonicNow) < Self.courtesyMax {
            guard let current = await current(), !current.isOver(environment.now) else { return }
            let pause = environment.randomDuration(upTo: Self.pollMax) + .milliseconds(1)
            guard (try? await environment.sleep(for: pause)) != nil else { return }
        }
    }

    private struct Content {
        let holder: String
        /// Milliseconds since the epoch.
        let until: Int64

        /// A time further off than any lease lasts comes from a clock that is wrong.
        func isOver(_ now: WallTime) -> Bool {
            until <= now.milliseconds
                || until > now.advanced(by: PriorityLease.duration * 2).milliseconds
        }
    }

    /// Nil where there is none, or none that can be read.
    private func current() async -> Content? {
        guard let path, let content = try? await store.getIfPresent(path),
            let text = content.bytes.utf8String(), let value = try? JSONValue(parsing: text),
            let object = value.object,
            let holder = object["holder"]?.string, let until = object["until"]?.int64
        else { return nil }
        return Content(holder: holder, until: until)
    }
}
