// A thin handle: where a table lies. Verbs are files in `Operations/`; state is in snapshots.

package import DeltaLog
public import HostEnvironment
public import ObjectStorage

/// A Delta table.
public struct Table: Sendable {
    /// Where the table lies, as messages name it.
    public let location: String
    /// The store whose root is the table's root.
    public let store: any ObjectStore
    public let environment: HostEnvironment
    /// The absolute path of the table's folder, where it lies in a file system: an absolute path
    /// in the log that is below it names a file of the table.
    let root: String?

    /// A table, existing or not, at the root of a store.
    public init(store: any ObjectStore, location: String, environment: HostEnvironment) {
        self.init(store: store, location: location, environment: environment, root: nil)
    }

    init(
        store: any ObjectStore, location: String, environment: HostEnvironment, root: String?
    ) {
        self.store = store
        self.location = location
        self.environment = environment
        self.root = root
    }

    package var log: TableLog { TableLog(store: store, environment: environment) }
}

extension Table {
    /// The table in a folder of the local file system.
    ///
    /// - Throws: `tableNotFound` where the folder holds no table.
    public static func open(
        _ path: String, environment: HostEnvironment = .system()
    ) async throws -> Table {
        let table = try Table(folder: path, environment: environment)
        guard try await table.exists() else {
            throw TableError(
                .tableNotFound, "there is no Delta table here; `lake create` makes one"
            ).at(table: path)
        }
        return table
    }

    /// A table, existing or not, in a folder of the local file system.
    ///
    /// - Throws: `invalidRequest` where the path names something else than a folder on this host.
    public init(folder path: String, environment: HostEnvironment = .system()) throws {
        var folder = path
        if folder.hasPrefix("file://") { folder = String(folder.dropFirst("file://".count)) }
        guard !folder.isEmpty, !folder.contains("://") else {
            throw TableError(
                .invalidRequest,
                "'\(path)' is not a folder of this host; tables lie in local folders"
            )
        }
        let store = LocalObjectStore(root: folder, environment: environment)
        self.init(store: store, location: path, environment: environment, root: store.root)
    }

    /// Whether there is a table.
    public func exists() async throws -> Bool {
        try await translatingErrors { try await log.exists() }
    }
}
