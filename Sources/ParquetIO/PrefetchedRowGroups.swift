// Row groups one behind the other: while one is decoded, the bytes of the next are fetched, if the
// memory budget has room for them now.

import HostEnvironment

/// A position among row groups; one task at a time uses it.
struct PrefetchedRowGroups<Group: Sendable>: Sendable {
    let rowGroups: [RowGroupRows]
    let environment: HostEnvironment
    /// Whether the bytes of a row group fit the memory budget now.
    let hasRoom: @Sendable (Int) -> Bool
    let fetch: @Sendable (RowGroupRows) async throws -> Group
    private var position = 0
    private var prefetched: Task<Group, any Error>?

    init(
        _ rowGroups: [RowGroupRows], in environment: HostEnvironment,
        hasRoom: @escaping @Sendable (Int) -> Bool,
        fetch: @escaping @Sendable (RowGroupRows) async throws -> Group
    ) {
        self.rowGroups = rowGroups
        self.environment = environment
        self.hasRoom = hasRoom
        self.fetch = fetch
    }

    /// The next row group; nil after the last one.
    ///
    /// - Throws: what `fetch` throws, for the row group that is returned only.
    mutating func next() async throws -> Group? {
        guard position < rowGroups.count else { return nil }
        let task = prefetched
        prefetched = nil
        let group = try await value(of: task)
        position += 1
        prefetch()
        return group
    }

    private func value(of task: Task<Group, any Error>?) async throws -> Group {
        guard let task else { return try await fetch(rowGroups[position]) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private mutating func prefetch() {
        guard position < rowGroups.count else { return }
        let rows = rowGroups[position]
        guard hasRoom(rows.rowGroup) else { return }
        prefetched = environment.spawn { [fetch] in try await fetch(rows) }
    }
}
