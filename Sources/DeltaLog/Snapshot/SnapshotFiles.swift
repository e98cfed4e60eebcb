// Where the files of a snapshot are: those of its checkpoint stay there until somebody asks, what
// commits have done since is at hand (spec/decisions/0006-lazy-file-lists.md).

/// The file actions of a snapshot.
struct SnapshotFiles: Sendable {
    /// The checkpoint with the older ones; nil where all are at hand.
    let base: CheckpointFileSource?
    /// What commits above the checkpoint say.
    private(set) var recent: FileLayers

    init(base: CheckpointFileSource?, recent: FileLayers) {
        self.base = base
        self.recent = recent
    }

    /// Puts newer actions on top.
    mutating func add(_ files: FileSet) { recent.add(files) }

    /// Whether none has to be read.
    var areAtHand: Bool { base.map { $0.known != nil } ?? true }

    /// All of them, where none has to be read.
    var atHand: FileLayers? {
        guard let base else { return recent }
        return base.known.map { recent.above($0) }
    }
}
