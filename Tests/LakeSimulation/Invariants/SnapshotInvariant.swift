// I4: every version that the log still has reads as the model has it, and every reader read what
// the model has, row by row. Each version is what its operation makes of the version before.

import DeltaLog
import DeltaProtocol
import DeltaTable

/// Compares what the engine reads with the model.
struct SnapshotInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() async -> [String] {
        reads() + SerialModel(evidence).violations() + (await versions()) + (await newestRows())
    }

    private func reads() -> [String] {
        evidence.reads.compactMap { read in
            guard evidence.table.versions.indices.contains(Int(read.version)) else {
                return "\(read.reader) read version \(read.version), which is not there"
            }
            let expected = evidence.rows(ofVersion: Int(read.version))
            guard read.keys != expected else { return nil }
            return "\(read.reader) read \(read.keys.count) rows of version \(read.version), the "
                + "model has \(expected.count)"
        }
    }

    /// Every version from the oldest that the log keeps whole.
    private func versions() async -> [String] {
        var found: [String] = []
        for number in evidence.table.versions.indices.reversed() {
            guard let version = TableVersion(Int64(number)) else { continue }
            do {
                let snapshot = try await evidence.engine.log.snapshot(at: .version(version))
                if let difference = try await evidence.table.versions[number].difference(
                    from: snapshot, dropped: nil)
                {
                    found.append("version \(number): \(difference)")
                }
            } catch {
                // Clean-up has taken it; that it may is checked where log files are deleted.
                if (error as? DeltaLogError)?.code == .versionNotFound { return found }
                if number == evidence.table.versions.count - 1 {
                    found.append("the newest version cannot be read: \(error)")
                }
                return found
            }
        }
        return found
    }

    private func newestRows() async -> [String] {
        guard let newest = evidence.table.versions.indices.last else {
            return ["there is no table"]
        }
        do {
            var keys: [String] = []
            for try await batch in try await evidence.engine.scan(columns: ["key"]) {
                keys += RowFormat.keys(batch)
            }
            let expected = evidence.rows(ofVersion: newest)
            return keys.sorted() == expected
                ? [] : ["the newest version has \(keys.count) rows instead of \(expected.count)"]
        } catch {
            return ["the newest version cannot be read: \(error)"]
        }
    }
}
