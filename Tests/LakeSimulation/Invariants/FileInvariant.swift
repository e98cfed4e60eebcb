// I5, at the end: the files of the newest version are there with their sizes. Commits and deletions
// are checked as they happen, by the witness.

/// Looks for the files of the newest version.
struct FileInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() async -> [String] {
        (evidence.table.versions.last?.files ?? [:]).sorted { $0.key < $1.key }.compactMap {
            let size = evidence.store.size(of: Place.table + "/" + $0.key)
            if let vector = $0.value.vector,
                evidence.store.size(of: Place.table + "/" + vector.file) == nil
            {
                return "\(vector.file) is not there"
            }
            guard size.map(Int64.init) != $0.value.size else { return nil }
            return "\($0.key) of \($0.value.size) bytes is \(size.map { "\($0)" } ?? "not there")"
        }
    }
}
