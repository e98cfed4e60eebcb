// Files whose rows are given one after the other: some are opened, and their first rows decoded,
// before their turn, so that many small files do not wait for each other.

import Columnar
import HostEnvironment
import Synchronization

/// The files that an iterator has opened; one task at a time uses it.
struct OpenedFiles: Sendable {
    private let ahead = FilesAhead()
    private var current: DataFileReader.OpenFile?

    /// Whether another file may be opened before its turn.
    var wantsMore: Bool { ahead.count < TableLimits.filesAheadMax }

    /// Whether a file has been opened and its turn has not come.
    var isBusy: Bool { ahead.count > 0 }

    /// Opens a file behind those that are open.
    func open(
        in environment: HostEnvironment,
        _ open: @escaping @Sendable () async throws -> DataFileReader.OpenFile
    ) {
        ahead.append(
            environment.spawn {
                var file = try await open()
                let first = try await file.next()
                return FilesAhead.Opened(file: file, first: first)
            })
    }

    /// The next rows; nil where the file of which it was the turn has none left, or none is open.
    mutating func next() async throws -> RecordBatch? {
        if let batch = try await current?.next() { return batch }
        current = nil
        guard let task = ahead.takeFirst() else { return nil }
        let opened = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        if opened.first != nil { current = opened.file }
        return opened.first
    }
}

/// Files that are being opened before their turn; abandoning the iterator cancels them.
private final class FilesAhead: Sendable {
    /// A file with its first rows.
    struct Opened: Sendable {
        let file: DataFileReader.OpenFile
        let first: RecordBatch?
    }

    private let tasks = Mutex<[Task<Opened, any Error>]>([])

    var count: Int { tasks.withLock { $0.count } }

    func append(_ task: Task<Opened, any Error>) {
        tasks.withLock { $0.append(task) }
    }

    func takeFirst() -> Task<Opened, any Error>? {
        tasks.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    deinit {
        tasks.withLock { tasks in
            for task in tasks { task.cancel() }
        }
    }
}
