// Where a snapshot of the engine differs from the model.

import DeltaLog
import DeltaProtocol
import HostEnvironment
import JSONCodec

extension ModelTable.Version {
    /// How `snapshot` differs from this version; nil where it does not.
    ///
    /// - Parameter dropped: files removed at this time or before may be left out of a checkpoint;
    ///   nil where the checkpoint's own rule is not known, so that all may be left out.
    func difference(
        from snapshot: Snapshot, dropped: WallTime?
    ) async throws -> String? {
        let active = try await snapshot.files()
        var files: [String: Int64] = [:]
        for file in active {
            files[ModelTable.key(file.path, file.deletionVector?.uniqueID)] = file.size
        }
        var expected: [String: Int64] = [:]
        for (path, file) in self.files {
            expected[ModelTable.key(path, file.vector?.id)] = file.size
        }
        if files != expected {
            let extra = Set(files.keys).subtracting(expected.keys).sorted()
            let missing = Set(expected.keys).subtracting(files.keys).sorted()
            return "files \(extra) are there and \(missing) are not"
        }
        if active.count != files.count { return "a file counts twice" }
        let tombstones = Set(
            try await snapshot.tombstones().map {
                ModelTable.key($0.path, $0.deletionVector?.uniqueID)
            })
        if let extra = tombstones.first(where: { self.tombstones[$0] == nil }) {
            return "\(extra) counts as removed"
        }
        if let dropped,
            let missing = self.tombstones.first(where: {
                $0.value > dropped.milliseconds && !tombstones.contains($0.key)
            })
        {
            return "the tombstone of \(missing.key) is missing"
        }
        if snapshot.transactions.mapValues(\.version) != transactions {
            return "applications are \(snapshot.transactions.mapValues(\.version)) instead of "
                + "\(transactions)"
        }
        return headDifference(snapshot)
    }

    private func headDifference(_ snapshot: Snapshot) -> String? {
        guard snapshot.metadata.id == metadata?["id"]?.string,
            snapshot.metadata.schemaString == metadata?["schemaString"]?.string
        else { return "other metadata" }
        var configuration: [String: String] = [:]
        for field in metadata?["configuration"]?.object?.fields ?? [] {
            configuration[field.name] = field.value.string
        }
        guard snapshot.metadata.configuration == configuration else { return "other properties" }
        guard
            Int64(snapshot.tableProtocol.minReaderVersion)
                == tableProtocol?["minReaderVersion"]?.int64,
            Int64(snapshot.tableProtocol.minWriterVersion)
                == tableProtocol?["minWriterVersion"]?.int64
        else { return "another protocol" }
        return nil
    }
}
