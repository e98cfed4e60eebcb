// The checkpoint directory of a query, named and laid out as Spark's so that people find their
// way: `metadata`, `offsets/N`, `commits/N`, `sources/I/…`, and beside them what Spark does not
// have: `query.json` (who the query is) and `progress.json` (the last report).

import BinaryIO
import JSONCodec
package import ObjectStorage

/// Reads and writes a checkpoint directory.
package struct CheckpointDirectory: Sendable {
    let store: any ObjectStore
    /// How messages call the directory.
    package let name: String
    let offsets: NumberedLog
    let commits: NumberedLog

    /// - Parameter store: a store whose root is the directory.
    package init(store: any ObjectStore, name: String) {
        self.store = store
        self.name = name
        offsets = NumberedLog(store: store, folder: "offsets")
        commits = NumberedLog(store: store, folder: "commits")
    }

    // MARK: Identity

    /// The query that the directory belongs to, or nil where it is empty.
    ///
    /// - Throws: `checkpointCorrupt`.
    package func identity() async throws -> QueryIdentity? {
        guard let json = try await json("query.json") else {
            if try await json("metadata") != nil {
                throw StreamingError(
                    .checkpointCorrupt,
                    "there is a 'metadata' but no 'query.json': this is the checkpoint of Spark "
                        + "or of another program; use another directory", path: name)
            }
            return nil
        }
        guard let identity = QueryIdentity(json) else {
            throw StreamingError(
                .checkpointCorrupt,
                "'query.json' lacks a field; restore the directory or remove it",
                path: name)
        }
        return identity
    }

    /// Makes an empty directory that of `identity`, unless another run has been faster: two that
    /// begin at once, or one that wakes up late, must not change whose directory it is.
    ///
    /// - Returns: the query that the directory belongs to.
    /// - Throws: `checkpointCorrupt`.
    package func claim(_ identity: QueryIdentity) async throws -> QueryIdentity {
        let path = try ObjectPath("query.json")
        do {
            _ = try await store.put(path, Bytes(utf8: identity.json.text), mode: .create)
        } catch {
            guard error.code == .alreadyExists || error.mayHaveHappened else { throw error }
            guard let found = try await self.identity() else { throw error }
            return found
        }
        try await putMetadata(identity)
        return identity
    }

    /// Changes what the directory says about the query.
    package func setIdentity(_ identity: QueryIdentity) async throws {
        try await put("query.json", identity.json.text)
        try await putMetadata(identity)
    }

    /// Spark's file, the second one, since a directory with it alone is taken for Spark's.
    private func putMetadata(_ identity: QueryIdentity) async throws {
        let metadata = JSONValue.object(JSONObject([("id", .string(identity.id))]))
        try await put("metadata", metadata.text)
    }

    // MARK: Logs

    /// What the logs say, for `Recovery.decide`.
    ///
    /// - Throws: `checkpointCorrupt`.
    package func logs(sourceCount: Int) async throws -> Recovery.Logs {
        let lastCommitted = try await commits.numbers().last
        guard let last = try await offsets.numbers().last else {
            return Recovery.Logs(last: nil, lastCommitted: lastCommitted)
        }
        // The run that wrote them may have been killed before it synchronised them.
        try await offsets.persist(last)
        if let lastCommitted { try await commits.persist(lastCommitted) }
        let entry = try await offsetEntry(last, sourceCount: sourceCount)
        var starts = [SourceOffset?](repeating: nil, count: sourceCount)
        var lacksStarts = false
        // A batch that is done needs no start, and a checkpoint that was rebuilt has none.
        if last > 0, lastCommitted != last {
            if try await offsets.text(last - 1) == nil {
                lacksStarts = true
            } else {
                starts = try await offsetEntry(last - 1, sourceCount: sourceCount).offsets
            }
        }
        let plan = BatchPlan(
            id: last, timestampMilliseconds: entry.timestampMilliseconds, starts: starts,
            ends: entry.offsets, isReplay: true)
        return Recovery.Logs(last: plan, lastCommitted: lastCommitted, lacksStarts: lacksStarts)
    }

    private func offsetEntry(_ id: Int64, sourceCount: Int) async throws -> OffsetEntry {
        let path = "\(name)/offsets/\(id)"
        guard let text = try await offsets.text(id) else {
            throw StreamingError(
                .checkpointCorrupt, "this file is missing; restore the directory", path: path)
        }
        let entry = try OffsetEntry(parsing: text, path: path)
        guard entry.offsets.count == sourceCount else {
            throw StreamingError(
                .checkpointOfAnotherQuery,
                "it has the offsets of \(entry.offsets.count) sources, the query has "
                    + "\(sourceCount); use another checkpoint directory", path: path)
        }
        return entry
    }

    /// Writes a batch ahead.
    ///
    /// - Throws: `concurrentRun` where another run has written the same batch.
    package func logOffsets(_ plan: BatchPlan, runID: String) async throws {
        let entry = OffsetEntry(
            timestampMilliseconds: plan.timestampMilliseconds, runID: runID, offsets: plan.ends)
        guard try await offsets.add(plan.id, entry.text) else {
            throw StreamingError(
                .concurrentRun,
                "another run has written this batch: two runs share the checkpoint. Stop one of "
                    + "them; this one has changed nothing",
                path: "\(name)/offsets/\(plan.id)")
        }
    }

    /// Notes that the sink has the batch. An entry that is there already says the same.
    package func logCommit(_ id: Int64) async throws {
        guard try await commits.add(id, OffsetEntry.commitText) else {
            throw StreamingError(
                .concurrentRun, "another program has written this entry; stop it",
                path: "\(name)/commits/\(id)")
        }
    }

    /// Removes batches that were written ahead and that nothing here says how to start.
    package func discardOffsets(above id: Int64) async throws {
        try await offsets.discard(above: id)
    }

    /// Removes what is older than the retained batches.
    package func purge(before id: Int64) async throws {
        let limit = id - Int64(StreamingLimits.batchesRetained)
        guard limit > 0 else { return }
        try await offsets.purge(below: limit)
        try await commits.purge(below: limit)
    }

    // MARK: Progress

    /// Keeps the newest report for `lake stream status`.
    package func setProgress(_ json: String) async throws {
        try await put("progress.json", json)
    }

    /// The newest report, or nil.
    package func progress() async throws -> String? {
        guard let path = try? ObjectPath("progress.json") else { return nil }
        return try await store.getIfPresent(path)?.bytes.utf8String()
    }

    private func put(_ key: String, _ text: String) async throws {
        _ = try await store.put(try ObjectPath(key), Bytes(utf8: text), mode: .overwrite)
    }

    private func json(_ key: String) async throws -> JSONValue? {
        guard let content = try await store.getIfPresent(try ObjectPath(key)) else { return nil }
        guard let text = content.bytes.utf8String(), let json = try? JSONValue(parsing: text)
        else {
            throw StreamingError(
                .checkpointCorrupt, "not JSON; restore the directory or remove it",
                path: "\(name)/\(key)")
        }
        return json
    }
}
