// Some files of a snapshot in passing: without an index, so that reading a million of them costs no
// more than what is kept of them.

package import DeltaProtocol

/// Some files of a snapshot, in no promised order.
package struct FileBatch: Sendable, Sequence {
    private let files: ActiveFiles

    init(_ files: ActiveFiles) {
        self.files = files
    }

    /// The files among rows of a checkpoint that nothing newer replaces.
    init(_ rows: FileRows, under recent: FileLayers) {
        files = ActiveFiles(layers: FileLayers(unindexed: rows, under: recent))
    }

    /// - Complexity: O(1).
    package var count: Int { files.count }

    package var underestimatedCount: Int { files.count }

    package func makeIterator() -> ActiveFiles.Iterator { files.makeIterator() }

    /// The tombstones among them, where they were asked for.
    package var tombstones: Tombstones { Tombstones(layers: files.layers) }

    /// The files for which `isWanted` says yes, without the memory of the others.
    package func kept(
        _ isWanted: (ActiveFile) throws(DeltaProtocolError) -> Bool
    ) throws(DeltaProtocolError) -> [ActiveFile] {
        var wanted: [ActiveFile] = []
        for file in files where try isWanted(file) { wanted.append(file) }
        guard wanted.count < files.count / 2 else { return wanted }
        var rows = FileRows()
        for file in wanted { try rows.append(file.addFile) }
        rows.seal()
        let copy = FileSet(unindexed: rows)
        return wanted.indices.map { ActiveFile(files: copy, number: $0) }
    }
}
