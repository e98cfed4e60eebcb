// Fetches deletion vectors: one request each, because a file of vectors is read only where it says
// something about a file of the scan.

import BinaryIO
import DeltaProtocol
import ObjectStorage

/// Reads the deletion vectors of one table.
struct DeletionVectorReader: Sendable {
    let store: any ObjectStore
    /// The absolute path of the table's root, where it lies in a file system.
    let root: String?

    /// The rows that `descriptor` deletes.
    ///
    /// - Throws: `corrupt` where the vector is not what the log says; the store's failures.
    func rows(_ descriptor: DeletionVectorDescriptor) async throws -> RowBitmap {
        let vector = try DeletionVector(descriptor)
        guard case .file(let path) = vector else {
            guard case .inline(let bytes) = vector else { return .empty }
            return try DeletionVector.rows(Bytes(bytes), of: descriptor)
        }
        let key = try ObjectPath(try path.relativePath(root: root))
        do {
            return try await rows(descriptor, in: key)
        } catch let error as ObjectStorageError where error.code == .notFound {
            throw TableError(
                .corrupt,
                "the file of deletion vectors \(key.key) of this version is gone; it was removed "
                    + "by a vacuum, or by hand: read a newer version"
            ).at(path: key.key)
        } catch let error as DeltaProtocolError {
            throw error.at(path: key.key)
        }
    }

    private func rows(
        _ descriptor: DeletionVectorDescriptor, in key: ObjectPath
    ) async throws -> RowBitmap {
        let range = try DeletionVectorFile.blockRange(descriptor)
        let parts = try await store.get(key, ranges: [0..<1, range]).parts
        guard parts.count == 2, let version = parts[0].array().first else {
            throw DeltaProtocolError(.corruptAction, "a file of deletion vectors is empty")
        }
        let bytes = try DeletionVectorFile.vector(
            inBlock: parts[1], fileVersion: version, of: descriptor)
        return try DeletionVector.rows(bytes, of: descriptor)
    }
}
