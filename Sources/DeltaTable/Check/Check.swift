import DeltaLog
import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension Table {
    /// Looks for what is wrong with the table; changes nothing.
    ///
    /// - Parameter progress: is told how many of the newest version's files were looked at, and how
    ///   many there are.
    /// - Throws: `tableNotFound`; `unsupportedFeature` where the newest version needs a feature
    ///   that cannot be read; the store's failures. What is wrong with the table is no error.
    /// - Complexity: O(actions of all commits + for each checkpoint its actions), and by `depth`
    ///   O(objects below the table), a request for each data file, all their bytes.
    public func check(
        depth: CheckDepth = .files, progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> TableCheckResult {
        try await translatingErrors {
            let log = try await self.log.check()
            var result = TableCheckResult()
            result.findings = log.findings.map { TableFinding($0) }
            result.commitCount = log.commitCount
            result.checkpointCount = log.checkpointCount
            result.checksumCount = log.checksumCount
            if let newest = log.newest {
                let snapshot = TableSnapshot(table: self, log: newest)
                result.version = snapshot.version
                result.fileCount = try await snapshot.fileCount
                result.findings += DoubledFiles.findings(in: try await newest.files())
                if depth >= .files {
                    var folder = try await FolderCheck(snapshot)
                    try await folder.run()
                    result.findings += folder.findings
                    result.orphanByteCount = folder.orphanByteCount
                    result.findings += try await DataFileCheck(
                        snapshot, depth: depth, missing: folder.missing
                    ).run(progress)
                }
            }
            result.findings = result.findings.enumerated().sorted {
                ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset)
            }.map(\.element)
            return result
        }
    }
}

/// Looks for paths that a version has twice: as two logical files, of which each has its rows.
enum DoubledFiles {
    static func findings(in files: ActiveFiles) -> [TableFinding] {
        var seen: Set<String> = []
        var findings: [TableFinding] = []
        for file in files {
            let key = file.key.path
            guard !seen.insert(key).inserted else { continue }
            findings.append(
                TableFinding(
                    .doubledFile,
                    "the newest version has the file twice, with different deletion vectors: its "
                        + "rows are read twice", path: file.path))
        }
        return findings
    }
}
