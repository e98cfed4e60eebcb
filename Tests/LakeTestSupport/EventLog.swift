// What happened, in order, from any task.

import Synchronization

/// A list that many tasks append to.
public final class EventLog<Event: Sendable>: Sendable {
    private let list = Mutex<[Event]>([])

    public init() {}

    public func append(_ event: Event) { list.withLock { $0.append(event) } }

    public var events: [Event] { list.withLock { $0 } }
}
