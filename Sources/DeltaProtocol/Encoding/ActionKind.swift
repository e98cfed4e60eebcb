// The keys of actions in a line of a commit, which are also the columns of a checkpoint.

/// Which action a line holds.
package enum ActionKind: String, Hashable, Sendable, CaseIterable {
    case add
    case remove
    case commitInfo
    case metadata = "metaData"
    case `protocol`
    case transaction = "txn"
    case domainMetadata
    case cdc
    case sidecar
    case checkpointMetadata
}
