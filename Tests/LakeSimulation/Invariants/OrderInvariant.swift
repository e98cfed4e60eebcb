/// I2: what was begun after an answer lies behind what was answered.
struct OrderInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() -> [String] {
        let committed = evidence.attempts.compactMap { attempt -> (Attempt, Int, Int64)? in
            guard case .committed(let version)? = attempt.verdict,
                let answered = attempt.answered
            else { return nil }
            return (attempt, answered, version)
        }
        var found: [String] = []
        for (_, answered, version) in committed {
            for (later, _, laterVersion) in committed
            where later.started > answered && laterVersion <= version {
                found.append(
                    "\(later.intent) was begun after version \(version) was acknowledged, and is "
                        + "version \(laterVersion)")
            }
        }
        return found
    }
}
