// I8: every row of the archive is committed exactly once, each unit in one commit that marks its
// lane.

/// Looks at what the backfill has committed.
struct BackfillInvariant {
    /// The lanes of spec/backfill.md BF-LAN-01.
    private static let lanes = 64
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() -> [String] {
        var found: [String] = []
        for unit in 0..<evidence.scenario.archiveFiles {
            let owner = "archive \(unit)"
            let effects = evidence.effects[owner] ?? []
            let rows = effects.flatMap(\.rows).sorted()
            if rows != RowFormat.rows(owner, 3) {
                found.append(
                    "unit \(unit) has 3 rows and was committed with \(rows.count), in versions "
                        + "\(effects.map(\.version))")
            }
            let id = "backfill/\(BackfillActor.job)/\(unit % Self.lanes)"
            let ordinal = Int64(unit / Self.lanes)
            for effect in effects {
                let marks = evidence.table.commits[effect.version].transactions.contains {
                    $0.id == id && $0.version == ordinal
                }
                if !marks {
                    found.append("version \(effect.version) has unit \(unit) and does not mark it")
                }
            }
        }
        return found
    }
}
