import JSONCodec

/// I13: no version with the constraint of the simulation has a row that violates it.
struct ConstraintInvariant {
    static let name = "few"
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() -> [String] {
        evidence.table.versions.indices.compactMap { version in
            guard
                evidence.table.versions[version].property("delta.constraints.\(Self.name)") != nil,
                let row = evidence.rows(ofVersion: version).first(where: RowFormat.violates)
            else { return nil }
            return "version \(version) has the row \(row), which violates its constraint"
        }
    }
}
