// Which unit comes next: a value without clock or storage, so that the simulator can step it.
// Invariant: of one lane at most one unit is in flight, and never one whose predecessor in the
// lane is not in the table (BF-LAN-01).

/// The order in which workers take units.
package struct BackfillLoop: Sendable {
    private let units: [BackfillUnit]
    /// For each lane the ordinal that comes next.
    private var nextOrdinals: [Int64]
    private var isBusy: [Bool]

    /// - Parameter committed: for each lane the last ordinal in the table, -1 for none.
    package init(units: [BackfillUnit], committed: [Int64]) {
        precondition(committed.count == BackfillLimits.lanes, "an ordinal for each lane")
        self.units = units
        nextOrdinals = committed.map { $0 + 1 }
        isBusy = Array(repeating: false, count: committed.count)
    }

    /// Takes the earliest unit that may run now; nil where there is none, for now or at all.
    ///
    /// - Complexity: O(lanes).
    package mutating func take() -> BackfillUnit? {
        var best: Int?
        for lane in nextOrdinals.indices where !isBusy[lane] {
            guard let index = index(lane: lane, ordinal: nextOrdinals[lane]) else { continue }
            if best.map({ index < $0 }) ?? true { best = index }
        }
        guard let best else { return nil }
        isBusy[units[best].lane] = true
        return units[best]
    }

    /// The unit is in the table, by us or by another runner.
    package mutating func finished(_ unit: BackfillUnit) {
        precondition(isBusy[unit.lane], "a unit that nobody took")
        isBusy[unit.lane] = false
        nextOrdinals[unit.lane] = max(nextOrdinals[unit.lane], unit.ordinal + 1)
    }

    /// The unit is not in the table; its lane waits for it.
    package mutating func returned(_ unit: BackfillUnit) {
        precondition(isBusy[unit.lane], "a unit that nobody took")
        isBusy[unit.lane] = false
    }

    /// How many units are in the table.
    package var finishedCount: Int {
        nextOrdinals.indices.reduce(0) { $0 + finishedCount(lane: $1) }
    }

    package var isFinished: Bool { finishedCount == units.count }

    /// Whether unit `unit` is in the table.
    package func isFinished(_ unit: BackfillUnit) -> Bool {
        unit.ordinal < nextOrdinals[unit.lane]
    }

    private func index(lane: Int, ordinal: Int64) -> Int? {
        let (scaled, overflow) = ordinal.multipliedReportingOverflow(by: Int64(nextOrdinals.count))
        guard !overflow, scaled < Int64(units.count) - Int64(lane) else { return nil }
        return Int(scaled) + lane
    }

    private func finishedCount(lane: Int) -> Int {
        let inLane = units.count > lane ? (units.count - lane - 1) / nextOrdinals.count + 1 : 0
        return Int(min(nextOrdinals[lane], Int64(inLane)))
    }
}
