// Which version of a table is asked for.

package import DeltaProtocol
package import HostEnvironment

/// A version of a table, named by number or by time.
package enum SnapshotSelector: Sendable, Hashable {
    /// The newest version.
    case latest
    case version(TableVersion)
    /// The newest version that was committed at this time or before.
    case timestamp(WallTime)
}
