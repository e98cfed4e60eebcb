import ObjectStorage

/// Injected faults by kind and by call site.
public struct SiteCoverage: Sendable {
    private struct Cell: Hashable, Sendable {
        let site: Site
        let fault: Fault
    }

    private var counts: [Cell: Int] = [:]
    public private(set) var total = 0

    public init() {}

    mutating func record(_ fault: Fault, at site: Site) {
        counts[Cell(site: site, fault: fault), default: 0] += 1
        total += 1
    }

    public mutating func merge(_ other: SiteCoverage) {
        counts.merge(other.counts, uniquingKeysWith: +)
        total += other.total
    }

    func count(_ fault: Fault, _ site: Site) -> Int {
        counts[Cell(site: site, fault: fault)] ?? 0
    }

    /// The cells that should have been met and were not.
    public var zeros: [String] {
        Site.required.flatMap { site in
            site.faults.filter { count($0, site) == 0 }.map { "\($0) at \(site.title)" }
        }
    }

    /// One line a site, one column a fault; `.` where the two cannot meet.
    public var table: String {
        let faults = Scenario.faults + Scenario.readersOnly
        let sites = Set(counts.keys.map(\.site)).union(Site.required).sorted()
        let width = sites.map(\.title.count).max() ?? 0
        let letters = faults.enumerated().map { "  \(Self.column($0.offset)) = \($0.element)" }
        var lines = ["faults injected: \(total)"] + letters
        lines.append(
            Self.padded("call site", width)
                + faults.indices.map { Self.leading(Self.column($0)) }.joined())
        for site in sites {
            let cells = faults.map { fault in
                let count = count(fault, site)
                let isPossible = site.faults.contains(fault)
                return Self.leading(count == 0 && !isPossible ? "." : String(count))
            }
            lines.append(Self.padded(site.title, width) + cells.joined())
        }
        return lines.joined(separator: "\n")
    }

    private static func column(_ index: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func leading(_ text: String) -> String {
        String(repeating: " ", count: max(1, 7 - text.count)) + text
    }
}
