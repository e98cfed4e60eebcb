// From the paths of a binding to stores.

package import HostEnvironment
package import ObjectStorage

/// Opens the store whose root is a folder, which may be created where that is asked for.
package typealias StoreOpener =
    @Sendable (_ path: String, _ createsFolder: Bool) throws -> any ObjectStore

/// Folders of this host as stores.
package enum LocalFolders {
    /// Opens local folders; other places are refused by name.
    package static func opener(_ environment: HostEnvironment) -> StoreOpener {
        { path, createsFolder in
            let scheme = "file://"
            let folder = path.hasPrefix(scheme) ? String(path.dropFirst(scheme.count)) : path
            guard !folder.isEmpty, !folder.contains("://") else {
                throw StreamingError(
                    .bindingInvalid, "'\(path)' is not a folder of this host; give a local path")
            }
            return LocalObjectStore(
                root: folder, environment: environment, createsRoot: createsFolder)
        }
    }
}
