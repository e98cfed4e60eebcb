import BinaryIO
import ObjectStorage
import Synchronization

/// The death of a process at one of its writes: before it has had an effect, or right after. What
/// the process tries afterwards fails too. Or only the answer to that write is lost.
final class Doom: Sendable {
    struct Died: Error {}

    enum Kind: CaseIterable { case beforeEffect, afterEffect, lostAnswer }

    private let step: Int
    let kind: Kind
    private let steps = Mutex(0)

    /// - Parameter step: which write is the last one; none where it is negative.
    init(step: Int, _ kind: Kind) {
        self.step = step
        self.kind = kind
    }

    convenience init(step: Int, afterEffect: Bool) {
        self.init(step: step, afterEffect ? .afterEffect : .beforeEffect)
    }

    static var never: Doom { Doom(step: -1, afterEffect: false) }

    /// The writes so far.
    var count: Int { steps.withLock { $0 } }

    /// Whether the process still lives when a write begins, and when it has had its effect.
    func next() -> (begins: Bool, returns: Bool) {
        let mine = steps.withLock { steps in
            defer { steps += 1 }
            return steps
        }
        guard step >= 0 else { return (true, true) }
        if mine < step { return (true, true) }
        if kind == .lostAnswer { return (true, mine != step) }
        return (mine == step && kind == .afterEffect, false)
    }
}

/// A store that a doomed process writes to.
struct DoomedStore: ObjectStore {
    let inner: any ObjectStore
    let doom: Doom

    private var died: ObjectStorageError {
        doom.kind == .lostAnswer
            ? ObjectStorageError(.ambiguous, .put, "the answer was lost")
            : ObjectStorageError(.ioError, .put, "the process has died")
    }

    func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await inner.head(path)
    }

    func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        try await inner.get(path, range: range)
    }

    func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        let fate = doom.next()
        guard fate.begins else { throw died }
        let result = try await inner.put(path, bytes, mode: mode)
        guard fate.returns else { throw died }
        return result
    }

    func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        BufferedUpload(store: self, path: path, mode: mode)
    }

    func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        try await inner.list(prefix: prefix, startAfter: startAfter, limit: limit)
    }

    func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        let fate = doom.next()
        guard fate.begins else { throw died }
        try await inner.delete(path)
        guard fate.returns else { throw died }
    }
}
