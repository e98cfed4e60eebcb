// I7: every row of every file of the stream is committed exactly once, and each batch in its order.
// That the numbers of batches rise by one is I3's rule for applications.

/// Looks at what the stream has committed.
struct StreamInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() -> [String] {
        var found: [String] = []
        var last = -1
        for file in 0..<evidence.scenario.streamFiles {
            let owner = "incoming \(file)"
            let effects = evidence.effects[owner] ?? []
            let rows = effects.flatMap(\.rows).sorted()
            if rows != RowFormat.rows(owner, 3) {
                found.append(
                    "file \(file) came with 3 rows and was committed with \(rows.count), in "
                        + "versions \(effects.map(\.version))")
            }
            if let version = effects.first?.version {
                if version < last { found.append("file \(file) was committed before its turn") }
                last = version
            }
        }
        return found
    }
}
