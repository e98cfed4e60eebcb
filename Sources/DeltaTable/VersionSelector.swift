public import HostEnvironment

/// Which version of a table is asked for.
public enum VersionSelector: Sendable, Hashable {
    /// The newest version.
    case latest
    case version(Int64)
    /// The newest version that was committed at this time or before.
    case timestamp(WallTime)
}
