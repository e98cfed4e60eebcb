// Somebody with work to do, who is started again until it is done. What an actor's object holds is
// durable: a client's notes, not a process's memory.

/// A part in a simulation.
protocol SimulatedActor: AnyObject, Sendable {
    var name: String { get }
    var role: Role { get }
    /// Whether nothing is left to do.
    var isDone: Bool { get }
    /// One life of a process that does the work; it may end anywhere.
    func run(_ process: ProcessContext) async throws
}
