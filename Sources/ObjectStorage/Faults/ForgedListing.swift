// How a listing lies.

import HostEnvironment

/// A page of a listing, and what faults make of it.
struct ForgedListing {
    private(set) var page: ListPage
    let prefix: String
    let startAfter: ObjectPath?
    let staleObjectsMax: Int

    /// Does what `fault` says; faults that are none of listings do nothing.
    mutating func apply(
        _ fault: Fault, deleted: [ObjectMetadata], random: inout SeededRandom
    ) {
        switch fault {
        case .staleListing:
            let missing = 1 + Int(random.next(upperBound: UInt64(max(1, staleObjectsMax))))
            let newest = page.objects.map(\.lastModified).sorted().suffix(missing)
            if let limit = newest.first { page.objects.removeAll { $0.lastModified >= limit } }
        case .shortPage:
            // A page without objects could not say where the next one begins.
            guard page.objects.count > 1 else { return }
            let kept = 1 + Int(random.next(upperBound: UInt64(page.objects.count - 1)))
            page.objects.removeSubrange(kept...)
            page.continuation = page.objects.last?.path
        case .repeatedEntry:
            guard !page.objects.isEmpty else { return }
            let index = Int(random.next(upperBound: UInt64(page.objects.count)))
            page.objects.insert(page.objects[index], at: index)
        case .ghostEntry:
            let ghosts = deleted.filter { ghost in
                ghost.path.hasPrefix(prefix) && (startAfter.map { $0 < ghost.path } ?? true)
                    && (page.continuation.map { ghost.path <= $0 } ?? true)
                    && !page.objects.contains { $0.path == ghost.path }
            }
            guard !ghosts.isEmpty else { return }
            let ghost = ghosts[Int(random.next(upperBound: UInt64(ghosts.count)))]
            let index = page.objects.firstIndex { ghost.path < $0.path } ?? page.objects.count
            page.objects.insert(ghost, at: index)
        default: return
        }
    }
}
