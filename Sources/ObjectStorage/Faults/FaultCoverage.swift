// Which faults have met which calls: a simulation that never lost the answer of a commit has not
// tested lost answers.

/// Injected faults, counted by kind and by call site.
public struct FaultCoverage: Sendable {
    /// A kind of fault at a kind of call.
    public struct Cell: Sendable, Hashable {
        public var fault: Fault
        /// The call and the kind of object, such as `put _delta_log/*.json`.
        public var site: String
    }

    /// How often each was injected.
    public private(set) var counts: [Cell: Int] = [:]

    public init() {}

    /// All injected faults.
    public private(set) var total = 0

    /// How often `fault` was injected, at any site.
    public func count(_ fault: Fault) -> Int {
        counts.reduce(0) { $0 + ($1.key.fault == fault ? $1.value : 0) }
    }

    mutating func record(_ fault: Fault, _ site: String) {
        counts[Cell(fault: fault, site: site), default: 0] += 1
        total += 1
    }

    /// Adds the counts of another run.
    public mutating func merge(_ other: FaultCoverage) {
        counts.merge(other.counts, uniquingKeysWith: +)
        total += other.total
    }

    /// A table, one line a site, one column a fault, for people.
    public var table: String {
        let sites = Set(counts.keys.map(\.site)).sorted()
        let faults = Fault.allCases.filter { count($0) > 0 }
        let siteWidth = sites.map(\.count).max() ?? 0
        var lines: [String] = []
        lines.append(
            Self.padded("site", siteWidth) + faults.map { "  " + $0.rawValue }.joined())
        for site in sites {
            let cells = faults.map { fault in
                let count = counts[Cell(fault: fault, site: site)] ?? 0
                return "  " + Self.padded(String(count), fault.rawValue.count)
            }
            lines.append(Self.padded(site, siteWidth) + cells.joined())
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// The site of a call: its operation, the object's underscore folder and its extension.
    static func site(_ operation: ObjectStorageError.Operation, _ path: String?) -> String {
        guard let path else { return operation.rawValue }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = segments.first.flatMap { $0.hasPrefix("_") ? $0 + "/" : nil } ?? ""
        let name = segments.count > 1 || folder.isEmpty ? segments.last ?? "" : ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            let kept = name.hasPrefix("_") ? String(name) : "*"
            return "\(operation.rawValue) \(folder)\(kept)"
        }
        return "\(operation.rawValue) \(folder)*\(name[dot...])"
    }
}
