// A checkpoint whose files stand in sidecars, and whose head is a text with a name that nobody else
// uses: two who write one at once do not meet (PROTOCOL.md, *V2 Spec*, *UUID-named checkpoint*).

import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension CheckpointWriter {
    /// Writes sidecars first: what nobody refers to, nobody reads.
    ///
    /// - Parameter head: the lines that are not about files.
    func writeV2(_ content: CheckpointContent, head: Bytes) async throws -> Written {
        let rows = CheckpointFileRows(
            content, columns: SidecarWriter.columns, rowsMax: log.limits.sidecarActionsMax)
        var writer = SidecarWriter(log: log, form: content.form)
        let counts: CheckpointFileRows.Counts
        let sidecars: [Sidecar]
        do {
            counts = try await rows.forEachBatch { try await writer.append($0) }
            try check(counts.files + counts.tombstones, came: writer.rowCount, LogPath.folder)
            sidecars = try await writer.finish()
        } catch {
            await writer.abort()
            throw error
        }
        let path = LogPath.uniqueCheckpoint(
            snapshot.version, id: log.environment.uuid(), fileExtension: "json")
        var lines = ActionWriter()
        for sidecar in sidecars { lines.append(.sidecar(sidecar)) }
        let bytes = Bytes(joining: [head, lines.take()])
        _ = try await log.store.put(try ObjectPath(path.path), bytes, mode: .create)
        return Written(
            file: LogFile(path: path, size: bytes.count, lastModified: log.environment.now),
            sidecars: sidecars.map {
                CheckpointReader.Part(
                    path: "\(LogPath.folder)/\(LogPath.sidecarFolder)/\($0.path)",
                    size: Int(clamping: $0.sizeInBytes))
            },
            actions: content.headCount + 1 + sidecars.count + counts.files + counts.tombstones,
            files: counts.files)
    }
}

extension CheckpointContent {
    /// The lines of a V2 checkpoint that name no files.
    func headOfV2() -> Bytes {
        var lines = ActionWriter()
        lines.append(
            .checkpointMetadata(CheckpointMetadata(version: snapshot.version.number, tags: [:])))
        lines.append(.protocol(snapshot.tableProtocol))
        lines.append(.metadata(snapshot.metadata))
        for transaction in transactions { lines.append(.transaction(transaction)) }
        for domain in domains { lines.append(.domainMetadata(domain)) }
        return lines.take()
    }
}
