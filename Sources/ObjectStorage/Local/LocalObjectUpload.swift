// A file that is written in pieces. Small pieces are gathered, so that a page of some hundred
// bytes costs neither a system call nor a change of threads.

import BinaryIO
import HostEnvironment
import Synchronization

/// An upload into a temporary file.
final class LocalObjectUpload: ObjectUpload {
    private struct State {
        var staged: StagedFile?
        var pending: [Bytes] = []
        var pendingBytes = 0

        mutating func takePending() -> [Bytes] {
            defer {
                pending = []
                pendingBytes = 0
            }
            return pending
        }
    }

    private let path: ObjectPath
    private let mode: PutMode
    private let environment: HostEnvironment
    private let state: Mutex<State>

    init(staged: StagedFile, path: ObjectPath, mode: PutMode, environment: HostEnvironment) {
        self.path = path
        self.mode = mode
        self.environment = environment
        state = Mutex(State(staged: staged))
    }

    func write(_ bytes: Bytes) async throws(ObjectStorageError) {
        guard !Task.isCancelled else { throw .cancelled(.upload, path) }
        let (staged, due) = state.withLock { state -> (StagedFile?, [Bytes]) in
            state.pending.append(bytes)
            state.pendingBytes += bytes.count
            let isDue = state.pendingBytes >= ObjectStorageLimits.uploadBufferBytesMax
            return (state.staged, isDue ? state.takePending() : [])
        }
        guard let staged else { throw .uploadIsOver(path) }
        guard !due.isEmpty else { return }
        do {
            try await environment.runBlocking { () throws(ObjectStorageError) in
                for piece in due { try staged.append(piece) }
            }
        } catch {
            state.withLock { $0 = State() }
            throw error
        }
    }

    func finish() async throws(ObjectStorageError) -> PutResult {
        let (staged, due) = state.withLock { state -> (StagedFile?, [Bytes]) in
            defer { state = State() }
            return (state.staged, state.takePending())
        }
        guard let staged else { throw .uploadIsOver(path) }
        guard !Task.isCancelled else {
            await environment.runBlocking { staged.discard() }
            throw .cancelled(.upload, path)
        }
        return try await environment.runBlocking { [mode] () throws(ObjectStorageError) in
            for piece in due { try staged.append(piece) }
            return try staged.publish(mode)
        }
    }

    func abort() async {
        let staged = state.withLock { state in
            defer { state = State() }
            return state.staged
        }
        guard let staged else { return }
        await environment.runBlocking { staged.discard() }
    }
}
