// I4: each version is what its operation makes of the version before: the operations took effect
// one after the other, in the order of their versions, whatever raced with what.

/// Applies the operations of the log one by one.
struct SerialModel {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() -> [String] {
        var found: [String] = []
        var rows: [String: Int] = [:]
        for (version, commit) in evidence.table.commits.enumerated() {
            let change = evidence.changes[version]
            let expected = removed(by: commit, from: rows, adding: change.added)
            if change.removed != expected.sorted() {
                found.append(
                    "version \(version), \(commit.operation ?? "?"), takes \(change.removed.count) "
                        + "rows away instead of \(expected.count): "
                        + Self.difference(change.removed, expected))
            }
            if !mayAdd(commit), let first = change.added.first {
                found.append(
                    "version \(version), \(commit.operation ?? "?"), brings "
                        + "\(change.added.count) rows: \(first)")
            }
            for key in change.added { rows[key, default: 0] += 1 }
            for key in change.removed {
                rows[key] = rows[key].flatMap { $0 > 1 ? $0 - 1 : nil }
            }
        }
        return found + nothings()
    }

    private func mayAdd(_ commit: ModelCommit) -> Bool {
        commit.operation == "WRITE" || commit.operation == "STREAMING UPDATE"
    }

    /// The rows that the operation of a commit takes out of `rows`.
    private func removed(
        by commit: ModelCommit, from rows: [String: Int], adding added: [String]
    ) -> [String] {
        func all(_ accepts: (String) -> Bool) -> [String] {
            rows.filter { accepts($0.key) }.flatMap { Array(repeating: $0.key, count: $0.value) }
        }
        switch commit.operation {
        case "DELETE":
            guard let condition = ModelCondition(in: commit.parameter("predicate") ?? "") else {
                return []
            }
            return all(condition.accepts)
        case "WRITE" where commit.parameter("mode") == "Overwrite":
            if let predicate = commit.parameter("predicate") {
                guard let condition = ModelCondition(in: predicate) else { return [] }
                return all(condition.accepts)
            }
            guard commit.parameter("isDynamicPartitionOverwrite") == "true",
                evidence.scenario.isPartitioned
            else { return all { _ in true } }
            let parts = Set(added.map(RowFormat.part))
            return all { parts.contains(RowFormat.part($0)) }
        default: return []
        }
    }

    /// Who was told that nothing was to be done found nothing to do.
    private func nothings() -> [String] {
        evidence.attempts.compactMap { attempt in
            guard case .nothing(let version)? = attempt.verdict,
                case .delete(let condition)? = evidence.intents[attempt.intent]?.kind,
                evidence.table.versions.indices.contains(Int(version)),
                let row = evidence.rows(ofVersion: Int(version)).first(where: condition.accepts)
            else { return nil }
            return "\(attempt.intent) found nothing to delete in version \(version), which has "
                + row
        }
    }

    private static func difference(_ found: [String], _ expected: [String]) -> String {
        let extra = Set(found).subtracting(expected).sorted().prefix(3)
        let missing = Set(expected).subtracting(found).sorted().prefix(3)
        return "wrongly \(extra.joined(separator: ", ")); not "
            + missing.joined(separator: ", ")
    }
}
