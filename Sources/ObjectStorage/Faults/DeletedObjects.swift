import Synchronization

/// The objects that were deleted last, for listings that do not know it yet.
public final class DeletedObjects: Sendable {
    private static let countMax = 16
    private let objects = Mutex<[ObjectMetadata]>([])

    public init() {}

    var all: [ObjectMetadata] { objects.withLock { $0 } }

    func add(_ object: ObjectMetadata) {
        objects.withLock { objects in
            objects.append(object)
            if objects.count > Self.countMax { objects.removeFirst() }
        }
    }
}
