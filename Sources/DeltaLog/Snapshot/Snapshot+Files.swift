// The files of a snapshot, read when they are asked for: all at once, to be looked up, or in
// passing, a batch at a time, of which nothing is kept.

import DeltaProtocol

extension Snapshot {
    /// The files of the table, to be looked up by path. They stay in memory with the snapshot and
    /// those that follow it.
    ///
    /// - Throws: `corruptLog`, and the store's failures; `versionNotFound` where log cleanup has
    ///   deleted the version meanwhile.
    /// - Complexity: O(files) the first time.
    package func files() async throws(DeltaLogError) -> ActiveFiles {
        ActiveFiles(layers: try await allLayers())
    }

    /// The tombstones that the log still holds, expired or not.
    ///
    /// - Throws: as `files()`.
    package func tombstones() async throws(DeltaLogError) -> Tombstones {
        Tombstones(layers: try await allLayers())
    }

    /// Files and tombstones, to be looked up. Where the checkpoint below them has gone since the
    /// snapshot was taken, the version is put together from what the log has now.
    func allLayers() async throws(DeltaLogError) -> FileLayers {
        var snapshot = self
        var attempts = 0
        while let base = snapshot.state.files.base {
            attempts += 1
            let reason: DeltaLogError
            do {
                return snapshot.state.files.recent.above(try await base.layers())
            } catch {
                guard case .vanished(let error) = error, attempts < base.relistMax else {
                    throw error.error
                }
                reason = error
            }
            let fresh = try await base.snapshot(at: version)
            if let other = fresh.state.files.base, other.isSameCheckpoint(as: base) {
                // It is there and lacks a part.
                return snapshot.state.files.recent.above(try await base.substitute(for: reason))
            }
            snapshot = fresh
        }
        return snapshot.state.files.recent
    }

    /// What `body` makes of the files, some of them at a time, in no promised order.
    ///
    /// - Parameters:
    ///   - fields: what of a file is read; the others are as if the log did not have them.
    ///   - tombstones: whether batches have tombstones too.
    ///   - body: may run for several batches at once, and again for all of them where a checkpoint
    ///     turns out unreadable: it must do nothing but give a result.
    /// - Throws: as `files()`, and what `body` throws.
    /// - Complexity: O(files); memory in a few thousand files and the results.
    package func collectFiles<Element: Sendable>(
        _ fields: FileFields = .all, tombstones: Bool = false,
        _ body: @Sendable @escaping (FileBatch) throws -> [Element]
    ) async throws(DeltaLogError) -> [Element] {
        if let layers = state.files.atHand { return try Self.elements(of: layers, body) }
        guard let base = state.files.base, !base.isSmall else {
            return try Self.elements(of: try await allLayers(), body)
        }
        let recent = state.files.recent
        var found = try Self.elements(of: recent, body)
        do {
            try await base.read(fields, tombstones: tombstones) { rows in
                try body(FileBatch(rows, under: recent))
            } into: {
                found += $0
            }
            return found
        } catch {
            if case .other(let error) = error { throw error }
            // Another checkpoint or the commits may do.
            return try Self.elements(of: try await allLayers(), body)
        }
    }

    private static func elements<Element>(
        of layers: FileLayers, _ body: (FileBatch) throws -> [Element]
    ) throws(DeltaLogError) -> [Element] {
        do {
            return try body(FileBatch(ActiveFiles(layers: layers)))
        } catch let error as DeltaProtocolError {
            throw DeltaLogError(error)
        } catch {
            throw error as? DeltaLogError ?? DeltaLogError(.corruptLog, "\(error)", cause: error)
        }
    }

    /// Hands files and tombstones to `body`, some at a time.
    ///
    /// - Throws: as `files()`, and what `body` throws; `corruptLog`, perhaps behind some files,
    ///   where a checkpoint turns out unreadable that `files()` can do without.
    func forEachLayers(
        _ body: (FileLayers) async throws(DeltaLogError) -> Void
    ) async throws(DeltaLogError) {
        if let layers = state.files.atHand { return try await body(layers) }
        guard let base = state.files.base else { return }
        let recent = state.files.recent
        try await body(recent)
        do {
            try await base.read(
                .all, tombstones: true, { FileLayers(unindexed: $0, under: recent) }, into: body)
        } catch {
            throw error.error
        }
    }

    /// Whether no file has to be read to know the files.
    var hasFilesAtHand: Bool { state.files.areAtHand }

    /// How many files there are, and their bytes.
    ///
    /// - Throws: as `files()`.
    /// - Complexity: O(files), or O(1) where they are at hand.
    package func fileTotals() async throws(DeltaLogError) -> (count: Int, bytes: Int64) {
        if let layers = state.files.atHand { return (layers.addCount, layers.addBytes) }
        let totals = try await collectFiles(.keys) { batch in
            var bytes: Int64 = 0
            var count = 0
            for file in batch {
                count += 1
                bytes &+= Swift.max(0, file.size)
            }
            return [(count, bytes)]
        }
        return totals.reduce(into: (0, 0)) {
            $0.0 += $1.0
            $0.1 &+= $1.1
        }
    }
}
