// I3: each operation has its effect once or never, all of it or nothing, and its client was told
// which.

import DeltaLog
import DeltaTable

/// Compares what clients were told with what the log has.
struct AnswerInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() -> [String] {
        var found: [String] = []
        let attempts = Dictionary(grouping: evidence.attempts, by: \.intent)
        for intent in evidence.intents.values.sorted(by: { $0.id < $1.id }) {
            found += check(intent, attempts[intent.id] ?? [])
        }
        return found + applications()
    }

    private func check(_ intent: Intent, _ attempts: [Attempt]) -> [String] {
        let effects = evidence.effects[intent.id] ?? []
        // An optimize carries nothing that tells it from another one.
        guard intent.kind != .optimize else { return optimized(intent, attempts) }
        let versions = intent.rows.isEmpty ? marked(intent) : effects.map(\.version)
        var found: [String] = []
        if versions.count > 1 {
            found.append("\(intent.id) was committed in versions \(versions)")
        }
        for effect in effects where effect.rows != intent.rows.sorted() {
            found.append("version \(effect.version) has not the rows of \(intent.id) as they are")
        }
        for attempt in attempts {
            switch attempt.verdict {
            case .committed(let version)? where !versions.contains(Int(version)):
                found.append(
                    "\(intent.id) was told version \(version), and is in versions \(versions)")
            case .wasThere? where versions.isEmpty:
                found.append("\(intent.id) was told that it is there, and is nowhere")
            case .failed(let error)? where attempts.count == 1 && !versions.isEmpty:
                found.append(
                    "\(intent.id) was told that it failed (\(error)), and is version "
                        + "\(versions[0])")
            default: break
            }
        }
        return found
    }

    /// The versions whose commits say that they are this intent.
    private func marked(_ intent: Intent) -> [Int] {
        evidence.table.commits.indices.filter { version in
            evidence.table.commits[version].info?["operationParameters"]?.text
                .contains(intent.mark) ?? false
        }
    }

    private func optimized(_ intent: Intent, _ attempts: [Attempt]) -> [String] {
        attempts.compactMap { attempt in
            guard case .committed(let version)? = attempt.verdict else { return nil }
            let commits = evidence.table.commits
            guard
                !commits.indices.contains(Int(version))
                    || commits[Int(version)].operation != "OPTIMIZE"
            else { return nil }
            return "\(intent.id) was told version \(version), which is no optimize"
        }
    }

    /// Versions of an application rise by one, each once.
    private func applications() -> [String] {
        var last: [String: Int64] = [:]
        var found: [String] = []
        for commit in evidence.table.commits {
            for transaction in commit.transactions {
                let expected = (last[transaction.id] ?? -1) + 1
                if transaction.version != expected {
                    found.append(
                        "version \(commit.version) takes application \(transaction.id) from "
                            + "\(expected - 1) to \(transaction.version)")
                }
                last[transaction.id] = transaction.version
            }
        }
        return found
    }
}

/// I3 for outcomes that were not known: `status(ofTransaction:)` tells later.
struct UnknownInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() async -> [String] {
        var found: [String] = []
        for attempt in evidence.attempts {
            guard case .unknown(let transaction)? = attempt.verdict else { continue }
            let version = evidence.table.commits.first { $0.txnID == transaction }?.version
            let status = try? await evidence.engine.log.status(ofTransaction: transaction)
            switch status {
            case .committed(let told)? where told.number != version:
                found.append("\(attempt.intent) is told \(told), and is \(version ?? -1)")
            case .notFound(let oldest)? where version.map({ $0 >= oldest.number }) ?? false:
                found.append("\(attempt.intent) is version \(version ?? -1), and is not found")
            case nil: found.append("the status of \(transaction) cannot be told")
            default: break
            }
        }
        return found
    }
}
