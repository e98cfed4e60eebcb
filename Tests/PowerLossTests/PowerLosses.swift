import HostEnvironment

/// The disks that a power loss may leave at moments of a recording, each once.
struct PowerLosses {
    struct Case: Hashable {
        var files: Disk.Files
        /// The last step of which the caller had heard.
        var acknowledged: Int
    }

    /// Beyond as many pending changes, choices are drawn.
    static let exhaustiveMax = 12
    static let samples = 500

    private(set) var cases: [Case] = []
    /// Moments at which the power was lost, choices that were looked at there, and moments that had
    /// too many of them to look at all.
    private(set) var moments = 0
    private(set) var choices = 0
    private(set) var sampledMoments = 0

    /// - Parameters:
    ///   - operations: the recording.
    ///   - isMoment: whether the power is lost right behind the operation with this index.
    init(
        _ operations: [DiskOperation], seed: UInt64,
        at isMoment: (Int, DiskOperation) -> Bool = { _, _ in true }
    ) {
        var seen: Set<Case> = []
        var disk = Disk()
        var random = SeededRandom(seed: seed)
        for (index, operation) in operations.enumerated() {
            disk.apply(operation)
            guard isMoment(index, operation) else { continue }
            moments += 1
            for choice in choices(of: disk, &random) {
                choices += 1
                let found = Case(
                    files: disk.files(choice: choice), acknowledged: disk.acknowledged)
                if seen.insert(found).inserted { cases.append(found) }
            }
        }
    }

    private mutating func choices(of disk: Disk, _ random: inout SeededRandom) -> [Int] {
        let count = disk.choiceCount
        guard disk.pendingCount > Self.exhaustiveMax else { return Array(0..<count) }
        sampledMoments += 1
        return (0..<Self.samples).map { _ in Int.random(in: 0..<count, using: &random) }
    }
}

extension PowerLosses: CustomStringConvertible {
    var description: String {
        "\(moments) moments, \(choices) choices (\(sampledMoments) moments sampled), "
            + "\(cases.count) different disks"
    }
}
