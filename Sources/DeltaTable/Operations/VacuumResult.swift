public import HostEnvironment

/// A file that vacuum has deleted, or would delete.
public struct VacuumedFile: Sendable, Hashable {
    /// The key below the table, not percent-encoded.
    public let path: String
    /// Bytes.
    public let size: Int64
    public let modified: WallTime
}

/// What a vacuum has done, or would do.
public struct VacuumResult: Sendable {
    /// The files, by path.
    public let files: [VacuumedFile]
    /// Bytes of the files.
    public let byteCount: Int64
    /// Folders that were looked through, the table's own among them.
    public let folderCount: Int
    /// Only older files were looked at.
    public let cutoff: WallTime
    /// The version of `VACUUM START`; nil after a dry run.
    public let startVersion: Int64?
    /// The version of `VACUUM END`; nil after a dry run, and where that commit failed.
    public let endVersion: Int64?
    /// Uploads of writers that never finished, which were removed too.
    public let abandonedUploadCount: Int
    /// What failed after the files were deleted; they are.
    public let warnings: [String]
}
