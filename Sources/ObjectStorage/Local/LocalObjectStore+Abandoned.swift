// What a killed process leaves behind: temporary files that never got their name.

import Glibc
public import HostEnvironment

extension LocalObjectStore {
    /// Removes temporary files that were last written before `time`, in all folders.
    public func removeAbandonedUploads(
        before time: WallTime
    ) async throws(ObjectStorageError) -> Int {
        try await environment.runBlocking { [self] () throws(ObjectStorageError) in
            guard let root = try openRootIfPresent(.delete, nil) else { return 0 }
            do throws(SystemCallFailure) {
                return try sweep(root, folder: root, key: "", before: time, depth: 0)
            } catch {
                throw failure(error, .delete, nil)
            }
        }
    }

    private func sweep(
        _ root: OpenFile, folder: OpenFile, key: String, before time: WallTime, depth: Int
    ) throws(SystemCallFailure) -> Int {
        guard depth <= ObjectStorageLimits.folderDepthMax else { return 0 }
        var removed = 0
        for entry in try calls.entries(of: folder, key) {
            do {
                let status = try calls.status(folder, entry.name)
                if status.kind == .folder {
                    let below = key.isEmpty ? entry.name : key + "/" + entry.name
                    removed += try sweep(
                        root, folder: calls.openFolder(root, below), key: below, before: time,
                        depth: depth + 1)
                } else if status.kind == .regular, Self.isTemporary(entry.name),
                    status.lastModified < time
                {
                    try calls.unlink(folder, entry.name)
                    removed += 1
                }
            } catch let error where [ENOENT, ENOTDIR, ELOOP].contains(error.errno) {
                continue
            }
        }
        return removed
    }
}
