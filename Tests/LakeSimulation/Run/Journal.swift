// What the clients of a simulation remember: what they asked for and what they were told. It is the
// one thing that survives a killed process, as a person's notes do.

import Synchronization

/// Something that a client wants done once.
struct Intent: Sendable {
    enum Kind: Sendable, Hashable {
        case append
        case overwrite
        case replaceWhere(ModelCondition)
        case overwritePartitions
        case delete(ModelCondition)
        case optimize
        case setProperty
        case addColumn
        case addConstraint
    }

    /// Stands before every row of it.
    let id: String
    let kind: Kind
    let rows: [String]
    /// Set where the client may try again after any end but success.
    let application: (id: String, version: Int64)?

    /// What a commit carries that is this intent.
    var mark: String {
        switch kind {
        // The name of a column has no blanks and no slashes.
        case .addColumn: id.replacing(" ", with: "_").replacing("/", with: "_") + "_"
        case .setProperty, .addConstraint: id + ";"
        default: id + "'"
        }
    }
}

/// One try at an intent.
struct Attempt: Sendable {
    enum Verdict: Sendable {
        case committed(Int64)
        /// Nothing was to be done on that version.
        case nothing(Int64)
        /// Another attempt has done it.
        case wasThere
        case failed(String)
        case unknown(transaction: String)
    }

    let intent: String
    let actor: String
    let started: Int
    var answered: Int?
    /// Nil where the process was killed, or never came back.
    var verdict: Verdict?
}

/// The notes of all clients.
final class Journal: Sendable {
    private struct State {
        var intents: [String: Intent] = [:]
        var attempts: [Attempt] = []
        var clock = 0
        var acknowledged: Int64 = -1
    }

    private let state = Mutex(State())

    var intents: [String: Intent] { state.withLock { $0.intents } }
    var attempts: [Attempt] { state.withLock { $0.attempts } }
    /// The newest version that anybody was told of.
    var acknowledged: Int64 { state.withLock { $0.acknowledged } }

    func begin(_ intent: Intent, by actor: String) -> Int {
        state.withLock { state in
            state.clock += 1
            state.intents[intent.id] = intent
            state.attempts.append(
                Attempt(intent: intent.id, actor: actor, started: state.clock))
            return state.attempts.count - 1
        }
    }

    func answer(_ attempt: Int, _ verdict: Attempt.Verdict) {
        state.withLock { state in
            state.clock += 1
            state.attempts[attempt].answered = state.clock
            state.attempts[attempt].verdict = verdict
            if case .committed(let version) = verdict {
                state.acknowledged = max(state.acknowledged, version)
            }
        }
    }

    /// Somebody was told of a version by other means than an attempt.
    func acknowledge(_ version: Int64) {
        state.withLock { $0.acknowledged = max($0.acknowledged, version) }
    }
}
