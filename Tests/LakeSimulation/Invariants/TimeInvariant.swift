import JSONCodec

/// I12: where a table has in-commit timestamps, each commit begins with its own, later than the one
/// before.
struct TimeInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() -> [String] {
        var found: [String] = []
        var last: Int64?
        for (version, commit) in evidence.table.commits.enumerated() {
            let state = evidence.table.versions[version]
            guard state.property("delta.enableInCommitTimestamps") == "true" else {
                last = nil
                continue
            }
            guard let time = commit.info?["inCommitTimestamp"]?.int64 else {
                found.append("version \(version) has no time of its own")
                continue
            }
            if let last, time <= last {
                found.append("version \(version) has the time \(time), the one before \(last)")
            }
            last = time
        }
        return found
    }
}
