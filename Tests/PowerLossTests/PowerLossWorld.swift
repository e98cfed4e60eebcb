import BinaryIO
import Columnar
import DeltaTable
import HostEnvironment
import LakeTestSupport
import ObjectStorage

/// A real folder whose disk is recorded, and what a power loss leaves of it.
struct PowerLossWorld {
    let folder: TemporaryFolder
    let recorder: DiskRecorder
    let environment: HostEnvironment

    init(_ environment: HostEnvironment) throws {
        folder = try TemporaryFolder(inMemory: true)
        recorder = DiskRecorder(base: folder.path)
        self.environment = environment.announcingSystemCalls(to: recorder.hook)
    }

    /// A store of the folder, as a new process opens it.
    func store(_ path: String) -> LocalObjectStore {
        LocalObjectStore(root: folder.path + "/" + path, environment: environment)
    }

    func table(_ path: String = "table") -> Table {
        Table(store: store(path), location: path, environment: environment)
    }

    /// The files of a disk below a folder, in memory.
    static func store(
        _ path: String, of files: Disk.Files, _ environment: HostEnvironment
    ) async throws -> MemoryObjectStore {
        let store = MemoryObjectStore(environment: environment)
        for (name, content) in files.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(path + "/") {
            let key = String(name.dropFirst(path.utf8.count + 1))
            _ = try await store.put(ObjectPath(key), Bytes(content), mode: .create)
        }
        return store
    }

    /// The ids in a table, sorted; nil where there is no table.
    static func ids(_ table: Table) async throws -> [Int64]? {
        guard try await table.exists() else { return nil }
        var ids: [Int64] = []
        for try await batch in try await table.scan(columns: ["id"]) {
            for case .int64(let id) in batch.columns[0].scalars() { ids.append(id) }
        }
        return ids.sorted()
    }
}
