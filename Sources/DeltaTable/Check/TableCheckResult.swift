/// What a check of a table has shown, and what it has looked at.
public struct TableCheckResult: Sendable {
    /// Errors first; empty where all is well.
    public internal(set) var findings: [TableFinding] = []
    /// The newest version; nil where the log does not let it be read, and no file was looked at.
    public internal(set) var version: Int64?
    public internal(set) var commitCount = 0
    public internal(set) var checkpointCount = 0
    public internal(set) var checksumCount = 0
    /// Data files of the newest version.
    public internal(set) var fileCount = 0
    /// Bytes of objects that nothing refers to.
    public internal(set) var orphanByteCount: Int64 = 0

    public func count(_ severity: TableFinding.Severity) -> Int {
        findings.count { $0.severity == severity }
    }
}
