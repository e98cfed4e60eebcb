// A folder in which files appear. Every file is read exactly once, whole, in the order of
// modification time and path; the log of files taken is written before an offset can name it, so
// an offset is a position in that log and stands for the same files in every run
// (spec/streaming.md ST-FOL-01…04).

package import Columnar
import HostEnvironment
package import ObjectStorage

/// Reads the files of a folder, and those that come.
package actor FolderSource: StreamSource {
    package nonisolated let description: String
    package nonisolated let schema: Schema

    private let store: any ObjectStore
    private let files: FileDecoding
    private let onNotice: @Sendable (String) async -> Void
    private let log: SeenFilesLog
    /// Files that were listed and not taken yet, in order, the next one last.
    private var backlog: [SourceFile] = []
    private var isPinned = false
    /// Files about which a notice was given.
    private var noticed: Set<String> = []

    /// - Parameters:
    ///   - store: a store whose root is the folder.
    ///   - place: how messages call the folder.
    ///   - log: the log in the query's checkpoint.
    ///   - onNotice: is told what a person should know about the folder.
    package init(
        store: any ObjectStore, place: String, files: FileDecoding,
        log: sending SeenFilesLog,
        onNotice: @escaping @Sendable (String) async -> Void = { _ in }
    ) {
        self.store = store
        self.files = files
        self.log = log
        self.onNotice = onNotice
        description = "FolderSource[\(place)]"
        schema = files.schema
    }

    package func start(after offset: SourceOffset?) async throws {
        try await log.load()
        let position = try Self.position(offset)
        guard position <= log.newest else {
            throw StreamingError(
                .checkpointCorrupt,
                "the offset \(position) is behind the end of the log of files, \(log.newest); "
                    + "restore the checkpoint directory", path: description)
        }
    }

    package func pinEnd() async throws {
        try await list()
        isPinned = true
    }

    package func latestOffset(
        after start: SourceOffset?, limit: ReadLimit
    ) async throws -> SourceOffset? {
        // An entry that a crash has cut off from its batch is the next batch.
        if log.newest > (try Self.position(start)) { return Self.offset(log.newest) }
        if backlog.isEmpty, !isPinned { try await list() }
        var taken: [SourceFile] = []
        var bytes = 0
        while let file = backlog.last,
            limit.admits(size: file.size, after: taken.count, bytes: bytes)
        {
            backlog.removeLast()
            taken.append(file)
            bytes += file.size
        }
        guard !taken.isEmpty else { return start }
        try await log.append(taken)
        return Self.offset(log.newest)
    }

    package func batch(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> any SourceReader {
        let files = try log.files(
            after: Self.position(start), through: Self.position(end))
        return FilesReader(store: store, files: files, decoding: self.files)
    }

    package func knows(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> Bool {
        log.hasEntries(after: try Self.position(start), through: try Self.position(end))
    }

    package func lag(behind offset: SourceOffset?) async -> SourceLag {
        SourceLag(
            files: Int64(backlog.count), bytes: backlog.reduce(0) { $0 + Int64($1.size) })
    }

    package func recoveryRecord(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> String? {
        try log.record(after: Self.position(start), through: Self.position(end))
    }

    package func rebuild(from records: [String]) async throws {
        try await log.rebuild(from: records)
    }

    // MARK: Listing

    private func list() async throws {
        var found: [SourceFile] = []
        var skipped: [String] = []
        for object in try await store.listAll(prefix: "") {
            let path = object.path.key
            if FileKind.isIgnored(path) { continue }
            if let known = log.files[path] {
                if known.etag != object.etag { await notice(changed: path) }
                continue
            }
            guard files.accepts(path) else {
                skipped.append(path)
                continue
            }
            found.append(SourceFile(object))
        }
        if let first = skipped.first, noticed.insert("skipped").inserted {
            await onNotice(
                "\(description): '\(first)' and other files that are not "
                    + "\(files.format.rawValue) by their names are passed over")
        }
        backlog = found.sorted { SourceFile.isRead($1, before: $0) }
    }

    private func notice(changed path: String) async {
        guard noticed.insert(path).inserted else { return }
        await onNotice(
            "\(description): '\(path)' has changed since it was read; the change is not read. Give "
                + "new data new files, and write a file under a name that begins with '.' or '_' "
                + "until it is whole")
    }

    // MARK: Offsets

    private static func offset(_ position: Int64) -> SourceOffset {
        SourceOffset(json: "{\"logOffset\":\(position)}")
    }

    private static func position(_ offset: SourceOffset?) throws -> Int64 {
        guard let offset else { return -1 }
        guard let position = OffsetFields(offset)?.integer("logOffset"), position >= -1 else {
            throw StreamingError(
                .checkpointCorrupt, "'\(offset)' is no offset of a folder; restore the checkpoint")
        }
        return position
    }
}
