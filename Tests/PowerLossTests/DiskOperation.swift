/// What a system call did to a disk, by paths below the recorded folder. Files are numbered, since
/// one may have several names.
enum DiskOperation: Sendable, Hashable {
    case makeFolder(String)
    case create(file: Int, path: String)
    /// The file's whole content afterwards.
    case write(file: Int, content: [UInt8])
    case syncFile(Int)
    case link(file: Int, path: String)
    case rename(file: Int, from: String, to: String)
    case unlink(String)
    case syncFolder(String)
    /// The caller was told that this is done.
    case acknowledged(Int)
}
