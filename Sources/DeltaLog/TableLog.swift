// The log of one table: where it lies, and the host. Everything that reads, commits to or maintains
// a log starts here; nothing else publishes into `_delta_log`.

import BinaryIO
package import DeltaProtocol
package import HostEnvironment
package import ObjectStorage

/// The log of the table at the root of a store.
package struct TableLog: Sendable {
    /// Its root is the root of the table.
    package let store: any ObjectStore
    package let environment: HostEnvironment
    package let limits: DeltaLogLimits

    package init(
        store: any ObjectStore, environment: HostEnvironment,
        limits: DeltaLogLimits = DeltaLogLimits()
    ) {
        self.store = store
        self.environment = environment
        self.limits = limits
    }

    /// Whether there is a log: any commit or checkpoint.
    package func exists() async throws(DeltaLogError) -> Bool {
        do {
            var position: ObjectPath?
            while true {
                let page = try await store.list(
                    prefix: LogPath.folder + "/", startAfter: position, limit: 100)
                if page.objects.contains(where: { LogFile($0)?.path.version != nil }) {
                    return true
                }
                guard let next = page.continuation else { return false }
                position = next
            }
        } catch {
            throw DeltaLogError(error)
        }
    }

    /// The files of the log from `version` on, all of them where it is nil.
    func list(from version: TableVersion?) async throws(DeltaLogError) -> [LogFile] {
        do throws(ObjectStorageError) {
            var start: ObjectPath?
            if let version { start = try ObjectPath(LogPath.listingStart(version)) }
            let objects = try await store.listAll(
                prefix: LogPath.folder + "/", startAfter: start)
            return objects.compactMap { LogFile($0) }
        } catch {
            throw DeltaLogError(error)
        }
    }

    /// The bytes of a file of the log; nil where it is not there.
    func read(_ path: LogPath) async throws(DeltaLogError) -> Bytes? {
        try await content(of: path)?.bytes
    }

    /// A file of the log; nil where it is not there.
    func content(of path: LogPath) async throws(DeltaLogError) -> ObjectContent? {
        let content: ObjectContent?
        do {
            content = try await store.getIfPresent(try ObjectPath(path.path))
        } catch {
            throw DeltaLogError(error)
        }
        guard let content else { return nil }
        guard content.bytes.count <= limits.commitBytesMax else {
            throw DeltaLogError(
                .corruptLog,
                "a file of the log has \(content.bytes.count) bytes, more than "
                    + "\(limits.commitBytesMax)", path: path.path)
        }
        try Self.checkWhole(content)
        return content
    }

    /// A file that is cut short at the end of a line looks like a whole one (DL-SEG-04).
    static func checkWhole(_ content: ObjectContent) throws(DeltaLogError) {
        guard content.bytes.count != content.metadata.size else { return }
        throw DeltaLogError(
            .storage,
            "the store gave \(content.bytes.count) of \(content.metadata.size) bytes of the file; "
                + "read again", path: content.metadata.path.key)
    }

    /// The bytes of some files of the log; nil where one of them is no longer there.
    func read(_ files: [LogFile]) async throws(DeltaLogError) -> [Bytes]? {
        if let large = files.first(where: { $0.size > limits.commitBytesMax }) {
            throw DeltaLogError(
                .corruptLog,
                "a file of the log has \(large.size) bytes, more than \(limits.commitBytesMax)",
                path: large.path.path)
        }
        let contents: [ObjectContent]
        do throws(ObjectStorageError) {
            var paths: [ObjectPath] = []
            for file in files { paths.append(try ObjectPath(file.path.path)) }
            contents = try await store.get(paths)
        } catch {
            guard error.code == .notFound else { throw DeltaLogError(error) }
            return nil
        }
        for content in contents { try Self.checkWhole(content) }
        return contents.map(\.bytes)
    }

    /// All actions of one commit; nil where there is no such commit.
    ///
    /// - Throws: `corruptLog`, and the store's failures.
    package func actions(of version: TableVersion) async throws(DeltaLogError) -> [Action]? {
        let path = LogPath.commit(version)
        guard let bytes = try await read(path) else { return nil }
        var reader = ActionReader()
        do {
            return try reader.actions(bytes, version: version)
        } catch {
            throw DeltaLogError(error, path: path.path, version: version)
        }
    }
}
