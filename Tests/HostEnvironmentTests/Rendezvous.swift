import Synchronization

/// A place where a number of threads wait for each other, by spinning: a test of blocking threads
/// cannot use anything that suspends.
final class Rendezvous: Sendable {
    private let parties: Int
    private let arrived = Atomic<Int>(0)

    init(parties: Int) { self.parties = parties }

    func meet() {
        arrived.add(1, ordering: .sequentiallyConsistent)
        while !hasMet {}
    }

    var hasMet: Bool { arrived.load(ordering: .sequentiallyConsistent) >= parties }
}
