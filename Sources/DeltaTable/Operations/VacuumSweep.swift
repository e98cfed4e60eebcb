// The walk of a vacuum over the objects of a table: page by page, so that memory is bounded by what
// is deleted.

import HostEnvironment
import ObjectStorage

/// Finds, and deletes, what a plan lets go.
struct VacuumSweep {
    /// Objects that are deleted in one call.
    private static let groupObjectsMax = 1000

    let store: any ObjectStore
    let plan: VacuumPlan
    let deletes: Bool
    private(set) var files: [VacuumedFile] = []
    private(set) var byteCount: Int64 = 0
    private var folders: Set<String> = []

    init(store: any ObjectStore, plan: VacuumPlan, deletes: Bool) {
        self.store = store
        self.plan = plan
        self.deletes = deletes
    }

    /// Folders with objects that were seen, and the table's own.
    var folderCount: Int { folders.count + 1 }

    /// - Throws: the store's failures and cancellation; `files` then holds what is certainly gone.
    mutating func run() async throws {
        var position: ObjectPath?
        while true {
            try Task.checkCancellation()
            let page = try await store.list(
                prefix: "", startAfter: position, limit: ObjectStorageLimits.listPageObjects)
            try await sweep(page.objects)
            guard let next = page.continuation else { return }
            position = next
        }
    }

    private mutating func sweep(_ objects: [ObjectMetadata]) async throws {
        var group: [ObjectMetadata] = []
        for object in objects where !plan.hidden.contain(object.path) {
            if let folder = object.path.parent { folders.insert(folder.key) }
            guard plan.mayDelete(object) else { continue }
            group.append(object)
            if group.count == Self.groupObjectsMax {
                try await remove(group)
                group = []
            }
        }
        try await remove(group)
    }

    private mutating func remove(_ objects: [ObjectMetadata]) async throws {
        guard !objects.isEmpty else { return }
        if deletes { try await store.delete(objects.map(\.path)) }
        for object in objects {
            files.append(
                VacuumedFile(
                    path: object.path.key, size: Int64(object.size),
                    modified: object.lastModified))
            byteCount += Int64(object.size)
        }
    }
}
