// What a commit changed, file by file (PROTOCOL.md, *Reader Requirements for AddCDCFile*): its
// files of changes where it has any; otherwise the rows of the files that it added and removed. A
// file that it removed and added again has another deletion vector: the rows between the two
// changed.

import DeltaProtocol

/// Rows of one file that a commit changed.
struct ChangedRows: Sendable {
    /// Which rows of the file.
    enum Choice: Sendable, Hashable {
        /// Those that the file's own deletion vector leaves.
        case live
        /// Those that the second vector deletes and the first does not.
        case between(DeletionVectorDescriptor?, DeletionVectorDescriptor?)
    }

    /// What became of them; the values of `_change_type`.
    enum Kind: String, Sendable {
        case insert
        case delete
    }

    let file: AddFile
    let choice: Choice
    /// Nil where each row of the file says it itself.
    let kind: Kind?

    /// What the actions of a commit changed. Rows that only moved are left out.
    ///
    /// - Parameter actions: of one commit; removes with their partition values and sizes.
    static func of(_ actions: [Action]) throws(DeltaProtocolError) -> [ChangedRows] {
        var cdc: [ChangedRows] = []
        var added: [(key: String, file: AddFile)] = []
        var removed: [(key: String, file: RemoveFile)] = []
        for action in actions {
            switch action {
            case .cdc(let file): cdc.append(ChangedRows(file))
            case .add(let file) where file.dataChange:
                added.append((try DataPath(parsing: file.path).key, file))
            case .remove(let file) where file.dataChange:
                removed.append((try DataPath(parsing: file.path).key, file))
            default: break
            }
        }
        for file in cdc.map(\.file) + added.map(\.file) + removed.map(\.file.addFile)
        where file.size < 0 {
            throw DeltaProtocolError(
                .corruptAction, "the file '\(file.path)' has \(file.size) bytes")
        }
        guard cdc.isEmpty else { return cdc }
        var before: [String: RemoveFile] = [:]
        for (key, file) in removed { before[key] = file }
        let kept = Set(added.map(\.key))
        var result = removed.filter { !kept.contains($0.key) }.map {
            ChangedRows(file: $0.file.addFile, choice: .live, kind: .delete)
        }
        for (key, file) in added {
            guard let earlier = before[key] else {
                result.append(ChangedRows(file: file, choice: .live, kind: .insert))
                continue
            }
            let vectors = (earlier.deletionVector, file.deletionVector)
            guard vectors.0 != vectors.1 else { continue }
            result.append(
                ChangedRows(file: file, choice: .between(vectors.0, vectors.1), kind: .delete))
            result.append(
                ChangedRows(file: file, choice: .between(vectors.1, vectors.0), kind: .insert))
        }
        return result
    }
}

extension ChangedRows {
    /// A file of changes: each row says what became of it.
    private init(_ cdc: AddCDCFile) {
        self.init(
            file: AddFile(
                path: cdc.path, partitionValues: cdc.partitionValues, size: cdc.size,
                modificationTime: 0, dataChange: false),
            choice: .live, kind: nil)
    }
}

extension RemoveFile {
    /// The file as it was in the table.
    fileprivate var addFile: AddFile {
        AddFile(
            path: path, partitionValues: partitionValues ?? .unpartitioned, size: size ?? 0,
            modificationTime: 0, dataChange: dataChange, deletionVector: deletionVector)
    }
}
