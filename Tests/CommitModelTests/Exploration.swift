// Visits every state that a model can reach, breadth first, so that the first violation found has a
// shortest story. States are known by 128 bits of their hash; whole ones live only at the frontier.

/// The search through the states of one model.
struct Exploration {
    /// A violation with the steps that lead to it.
    struct Story {
        var violation: ModelViolation
        var steps: [String]

        /// A numbered line for each step.
        var text: String {
            let lines = steps.enumerated().map { "  \($0.offset + 1). \($0.element)" }
            return (lines + ["  => \(violation.text)"]).joined(separator: "\n")
        }
    }

    private struct Fingerprint: Hashable {
        var first: Int
        var second: Int

        init(_ world: ModelWorld) {
            var hasher = Hasher()
            world.hash(into: &hasher)
            var other = hasher
            other.combine(1 as UInt8)
            first = hasher.finalize()
            second = other.finalize()
        }
    }

    let model: CommitModel
    let statesMax: Int
    private(set) var states = 0
    private(set) var transitions = 0
    /// Steps of the longest of all shortest stories.
    private(set) var depth = 0
    private(set) var isComplete = false
    private(set) var story: Story?
    /// The state that each was first reached from, and by which of its steps.
    private var origins: [(from: UInt32, step: UInt8)] = []
    private var edges: [(from: UInt32, to: UInt32)] = []
    private var numbers: [Fingerprint: UInt32] = [:]

    init(_ model: CommitModel, statesMax: Int = 10_000_000) {
        self.model = model
        self.statesMax = statesMax
    }

    /// Searches until a violation is found, all states are visited or there are too many.
    mutating func run() throws {
        let first = ModelWorld(model.bounds)
        numbers[Fingerprint(first)] = 0
        origins.append((0, 0))
        states = 1
        var frontier: [(number: UInt32, world: ModelWorld)] = [(0, first)]
        while !frontier.isEmpty, states < statesMax {
            var next: [(number: UInt32, world: ModelWorld)] = []
            for (number, world) in frontier {
                try visit(number, world, &next)
                if story != nil { return }
            }
            if !next.isEmpty { depth += 1 }
            frontier = next
        }
        isComplete = frontier.isEmpty
        if isComplete, !everyRunEnds() {
            story = Story(violation: ModelViolation("I10 a run without an end"), steps: [])
        }
    }

    private mutating func visit(
        _ number: UInt32, _ world: ModelWorld,
        _ next: inout [(number: UInt32, world: ModelWorld)]
    ) throws {
        let steps = model.steps(world)
        if steps.isEmpty, !world.writers.allSatisfy({ $0.phase == .ended }) {
            story = try tell(number, nil, ModelViolation("I10 a writer is stuck"))
        }
        for (index, step) in steps.enumerated() {
            var after = world
            do {
                try model.apply(step, to: &after)
                transitions += 1
                let fingerprint = Fingerprint(after)
                if let known = numbers[fingerprint] {
                    edges.append((number, known))
                    continue
                }
                let new = UInt32(states)
                states += 1
                numbers[fingerprint] = new
                origins.append((number, UInt8(index)))
                edges.append((number, new))
                try model.check(after)
                next.append((new, after))
            } catch let violation as ModelViolation {
                story = try tell(number, step, violation)
                return
            }
        }
    }

    /// Whether no run goes in a circle. Then, as no state in which somebody still has to end is
    /// without a next step, all writers end in every run, whatever the order.
    private func everyRunEnds() -> Bool {
        var incoming = [UInt32](repeating: 0, count: states)
        var starts = [UInt32](repeating: 0, count: states + 1)
        for edge in edges {
            incoming[Int(edge.to)] += 1
            starts[Int(edge.from) + 1] += 1
        }
        for index in 1...states { starts[index] += starts[index - 1] }
        var targets = [UInt32](repeating: 0, count: edges.count)
        var filled = starts
        for edge in edges {
            targets[Int(filled[Int(edge.from)])] = edge.to
            filled[Int(edge.from)] += 1
        }
        var free = (0..<UInt32(states)).filter { incoming[Int($0)] == 0 }
        var ordered = 0
        while let state = free.popLast() {
            ordered += 1
            for index in starts[Int(state)]..<starts[Int(state) + 1] {
                let target = Int(targets[Int(index)])
                incoming[target] -= 1
                if incoming[target] == 0 { free.append(UInt32(target)) }
            }
        }
        return ordered == states
    }

    /// The way to a state, and the step after it, in words.
    private func tell(
        _ number: UInt32, _ last: ModelStep?, _ violation: ModelViolation
    ) throws -> Story {
        var path: [UInt8] = []
        var state = number
        while state != 0 {
            path.append(origins[Int(state)].step)
            state = origins[Int(state)].from
        }
        var world = ModelWorld(model.bounds)
        var lines: [String] = []
        for index in path.reversed() {
            let step = model.steps(world)[Int(index)]
            lines.append(step.text(in: world))
            try model.apply(step, to: &world)
        }
        if let last { lines.append(last.text(in: world)) }
        return Story(violation: violation, steps: lines)
    }
}
