// The second home of a stream's offsets: under the table itself, so that a lost checkpoint
// directory loses nothing. A record is durable before the commit that makes it true; which record
// is true is for the table's application transaction to say (spec/streaming.md ST-REC-05).

import BinaryIO
import JSONCodec
package import ObjectStorage

/// The records `_lake/streams/<query id>/<batch>-<run id>` of one query in one table.
package struct OffsetRecords: Sendable {
    /// What a batch was, and what its sources need to go on behind it.
    package struct Record: Sendable, Hashable {
        package var batch: Int64
        package var runID: String
        package var timestampMilliseconds: Int64
        package var offsets: [SourceOffset?]
        /// `StreamSource.recoveryRecord` of each source.
        package var sources: [String?]

        package init(
            batch: Int64, runID: String, timestampMilliseconds: Int64, offsets: [SourceOffset?],
            sources: [String?]
        ) {
            self.batch = batch
            self.runID = runID
            self.timestampMilliseconds = timestampMilliseconds
            self.offsets = offsets
            self.sources = sources
        }
    }

    private static let root = "_lake/streams"
    private static let identityName = "query.json"

    private let store: any ObjectStore
    private let folder: String

    /// - Parameter store: a store whose root is the table.
    package init(store: any ObjectStore, queryID: String) {
        self.store = store
        folder = "\(Self.root)/\(queryID)"
    }

    /// The queries of this name that the table has records of.
    package static func queries(
        named name: String, in store: any ObjectStore
    ) async throws -> [QueryIdentity] {
        var found: [QueryIdentity] = []
        for object in try await store.listAll(prefix: root + "/")
        where object.path.name == identityName {
            guard let text = try await store.getIfPresent(object.path)?.bytes.utf8String(),
                let json = try? JSONValue(parsing: text), let identity = QueryIdentity(json)
            else {
                throw StreamingError(
                    .checkpointCorrupt,
                    "this record of a stream cannot be read; restore it or remove its folder",
                    path: object.path.key)
            }
            if identity.name == name { found.append(identity) }
        }
        return found
    }

    /// Notes who the query is, unless that is noted.
    package func noteIdentity(_ identity: QueryIdentity) async throws {
        let path = try ObjectPath("\(folder)/\(Self.identityName)")
        let bytes = Bytes(utf8: identity.json.text)
        guard try await store.getIfPresent(path)?.bytes != bytes else {
            return try await store.persist(path)
        }
        _ = try await store.put(path, bytes, mode: .overwrite)
    }

    /// Writes the record of a batch. A run that repeats itself writes the same again.
    package func add(_ record: Record) async throws {
        let path = try ObjectPath("\(folder)/\(record.batch)-\(record.runID)")
        _ = try await store.put(path, Bytes(utf8: record.text), mode: .overwrite)
    }

    /// All records in the order of their batches.
    package func all() async throws -> [Record] {
        var records: [Record] = []
        for (_, path) in try await paths() {
            guard let content = try await store.getIfPresent(path) else { continue }
            guard let text = content.bytes.utf8String(), let record = Record(parsing: text) else {
                throw StreamingError(
                    .checkpointCorrupt,
                    "this record of a stream's offsets cannot be read; restore it", path: path.key)
            }
            records.append(record)
        }
        return records.sorted { ($0.batch, $0.runID) < ($1.batch, $1.runID) }
    }

    /// Removes the records of batches before `batch`.
    package func purge(below batch: Int64) async throws {
        let old = try await paths().filter { $0.batch < batch }.map(\.path)
        if !old.isEmpty { try await store.delete(old) }
    }

    /// Removes the records of batches after `batch`, which no commit has made true.
    package func discard(above batch: Int64) async throws {
        let stale = try await paths().filter { $0.batch > batch }.map(\.path)
        if !stale.isEmpty { try await store.delete(stale) }
    }

    private func paths() async throws -> [(batch: Int64, path: ObjectPath)] {
        try await store.listAll(prefix: folder + "/").compactMap { object in
            guard let dash = object.path.name.firstIndex(of: "-"),
                let batch = Int64(object.path.name[..<dash])
            else { return nil }
            return (batch, object.path)
        }
    }
}

extension OffsetRecords.Record {
    var text: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("batchId")
        writer.integer(batch)
        writer.key("runId")
        writer.string(runID)
        writer.key("batchTimestampMs")
        writer.integer(timestampMilliseconds)
        for (key, values) in [("offsets", offsets.map { $0?.json }), ("sources", sources)] {
            writer.key(key)
            writer.beginArray()
            for value in values {
                if let value { writer.raw(value) } else { writer.null() }
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.text
    }

    init?(parsing text: String) {
        guard let json = try? JSONValue(parsing: text), let batch = json["batchId"]?.int64,
            let runID = json["runId"]?.string,
            let timestamp = json["batchTimestampMs"]?.int64,
            let offsets = json["offsets"]?.array, let sources = json["sources"]?.array
        else { return nil }
        func texts(_ values: [JSONValue]) -> [String?] {
            values.map { $0 == .null ? nil : $0.text }
        }
        self.init(
            batch: batch, runID: runID, timestampMilliseconds: timestamp,
            offsets: texts(offsets).map { $0.map(SourceOffset.init(json:)) },
            sources: texts(sources))
    }
}
