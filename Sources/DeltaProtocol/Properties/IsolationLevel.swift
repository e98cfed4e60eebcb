// How much a writer minds what others commit meanwhile (`delta.isolationLevel`).

/// The isolation between writers.
package enum IsolationLevel: String, Hashable, Sendable {
    /// As if all operations, reads too, had run one after the other.
    case serializable = "Serializable"
    /// As if all writes had run one after the other; a blind append may slip in between.
    case writeSerializable = "WriteSerializable"
    /// Reads see one version; only for commits that change no data.
    case snapshotIsolation = "SnapshotIsolation"
}
