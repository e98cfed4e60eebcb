// One change of a table's state (PROTOCOL.md, *Actions*). `ActionReader` and `ActionWriter` are the
// only way from and to JSON.

/// A line of a commit, or a row of a checkpoint.
package enum Action: Hashable, Sendable {
    case commitInfo(CommitInfo)
    case `protocol`(TableProtocol)
    case metadata(TableMetadata)
    case transaction(SetTransaction)
    case domainMetadata(DomainMetadata)
    case add(AddFile)
    case remove(RemoveFile)
    case cdc(AddCDCFile)
    case sidecar(Sidecar)
    case checkpointMetadata(CheckpointMetadata)
}
