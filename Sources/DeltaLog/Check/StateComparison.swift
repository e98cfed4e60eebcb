// What somebody says of a version, beside what its commits give. Both sides are states of the same
// version; the sentences that come out say "it" of the one that is checked.

import DeltaProtocol

/// Compares a checkpoint, or a version checksum, with replay.
struct StateComparison {
    /// Files that a sentence names; of more it gives the number.
    private static let namedFilesMax = 3

    let replayed: SnapshotState

    // MARK: Checkpoints

    /// How a checkpoint's state differs; empty where it does not. Tombstones and transactions may
    /// have expired, so their absence is no difference.
    func differences(of checkpoint: SnapshotState) -> [String] {
        var found = differences(checkpoint.tableProtocol, checkpoint.metadata)
        found += files(of: checkpoint)
        for transaction in checkpoint.transactions.values {
            found += difference(of: transaction)
        }
        found += differences(of: checkpoint.domains)
        return found.sorted()
    }

    private func differences(
        _ tableProtocol: TableProtocol, _ metadata: TableMetadata
    ) -> [String] {
        var found: [String] = []
        if tableProtocol != replayed.tableProtocol {
            found.append("its protocol is not that of the commits")
        }
        if metadata != replayed.metadata {
            found.append("its metaData is not that of the commits")
        }
        return found
    }

    private func files(of checkpoint: SnapshotState) -> [String] {
        var strange: [String] = []
        var other: [String] = []
        for file in ActiveFiles(layers: checkpoint.files.recent) {
            let known = ActiveFiles(layers: replayed.files.recent)
                .find(path: file.path, deletionVector: file.deletionVector)
            guard let known else {
                strange.append(file.path)
                continue
            }
            if known.size != file.size || known.partitionValues != file.partitionValues {
                other.append(file.path)
            }
        }
        var missing: [String] = []
        if checkpoint.files.recent.addCount - strange.count < replayed.files.recent.addCount {
            for file in ActiveFiles(layers: replayed.files.recent) {
                let known = ActiveFiles(layers: checkpoint.files.recent)
                    .find(path: file.path, deletionVector: file.deletionVector)
                if known == nil { missing.append(file.path) }
            }
        }
        return [
            Self.sentence("it has", strange, "that the commits do not have"),
            Self.sentence("it lacks", missing, "that the commits have"),
            Self.sentence("it has", other, "with another size or partition than the commits"),
        ].compactMap { $0 }
    }

    private static func sentence(
        _ start: String, _ files: [String], _ end: String
    ) -> String? {
        guard !files.isEmpty else { return nil }
        let named = files.sorted().prefix(namedFilesMax).joined(separator: ", ")
        let more = files.count > namedFilesMax ? " and \(files.count - namedFilesMax) more" : ""
        return "\(start) \(files.count == 1 ? "the file" : "files") \(named)\(more) \(end)"
    }

    private func difference(of transaction: SetTransaction) -> [String] {
        let known = replayed.transactions[transaction.appID]
        guard known?.version != transaction.version else { return [] }
        return [
            "it has the application '\(transaction.appID)' at version \(transaction.version), the "
                + "commits at \(known.map { String($0.version) } ?? "none")"
        ]
    }

    private func differences(of domains: [String: DomainMetadata]) -> [String] {
        let names = Set(domains.keys).union(replayed.domains.keys)
        return names.filter { domains[$0] != replayed.domains[$0] }
            .map { "its domain '\($0)' is not that of the commits" }
    }

    // MARK: Version checksums

    /// How a version checksum differs; empty where it does not.
    ///
    /// - Parameters:
    ///   - inCommitTimestamp: the time that the version's commit carries, where it is known.
    ///   - looksAtFiles: whether to compare what needs a look at every file.
    func differences(
        of checksum: VersionChecksum, inCommitTimestamp: Int64?, looksAtFiles: Bool
    ) -> [String] {
        var found = differences(checksum.tableProtocol, checksum.metadata)
        func compare(_ name: String, _ said: Int64?, _ counted: Int64) {
            guard let said, said != counted else { return }
            found.append("it says \(name) \(said), the commits give \(counted)")
        }
        compare("numMetadata", checksum.numMetadata, 1)
        compare("numProtocol", checksum.numProtocol, 1)
        compare("numFiles", checksum.numFiles, Int64(replayed.files.recent.addCount))
        compare("tableSizeBytes", checksum.tableSizeBytes, replayed.files.recent.addBytes)
        if let inCommitTimestamp, replayed.usesInCommitTimestamps {
            compare("inCommitTimestampOpt", checksum.inCommitTimestamp, inCommitTimestamp)
        }
        for transaction in checksum.transactions ?? [] { found += difference(of: transaction) }
        if let domains = checksum.domains {
            found += differences(
                of: Dictionary(
                    domains.map { ($0.domain, $0) }, uniquingKeysWith: { first, _ in first }))
        }
        if looksAtFiles { found += fileDifferences(of: checksum) }
        return found.sorted()
    }

    private func fileDifferences(of checksum: VersionChecksum) -> [String] {
        var found: [String] = []
        let files = ActiveFiles(layers: replayed.files.recent)
        if checksum.numDeletionVectors != nil || checksum.numDeletedRecords != nil {
            let vectors = files.compactMap(\.deletionVector)
            let records = vectors.reduce(into: Int64(0)) { $0 &+= $1.cardinality }
            if let said = checksum.numDeletionVectors, said != Int64(vectors.count) {
                found.append(
                    "it says numDeletionVectorsOpt \(said), the commits give \(vectors.count)")
            }
            if let said = checksum.numDeletedRecords, said != records {
                found.append("it says numDeletedRecordsOpt \(said), the commits give \(records)")
            }
        }
        guard let all = checksum.allFiles else { return found }
        let strange = all.filter {
            files.find(path: $0.path, deletionVector: $0.deletionVector) == nil
        }
        found += [
            Self.sentence("its allFiles has", strange.map(\.path), "that the commits do not have")
        ].compactMap { $0 }
        let missing = files.count - (all.count - strange.count)
        if missing > 0 {
            found.append("its allFiles lacks \(missing) of the commits' \(files.count) files")
        }
        return found
    }
}
