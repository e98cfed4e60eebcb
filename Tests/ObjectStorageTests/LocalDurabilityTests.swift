import BinaryIO
import Glibc
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Testing

@Suite struct LocalDurabilityTests {
    private let folder: TemporaryFolder
    private let recorder = SystemCallRecorder()
    private let store: LocalObjectStore

    init() throws {
        folder = try TemporaryFolder()
        store = LocalObjectStore(
            root: folder.path, environment: .system(), hook: recorder.hook)
    }

    private func put(_ key: String, _ mode: PutMode) async throws -> ETag {
        try await store.put(ObjectPath(key), Bytes(utf8: "content"), mode: mode).etag
    }

    private func code(_ work: () async throws -> some Any) async -> ObjectStorageError.Code? {
        do {
            _ = try await work()
            return nil
        } catch {
            return (error as? ObjectStorageError)?.code
        }
    }

    @Test("OS-LOCAL-01: a creating put synchronises the bytes, links, synchronises the folder")
    func createOrder() async throws {
        _ = try await put("0.json", .create)
        #expect(
            recorder.calls == [
                .openRoot, .openRoot, .syncFolder,
                .status, .createFile, .write, .stamp, .syncFile, .status,
                .link, .unlink, .syncFolder,
            ])
        #expect(folder.names() == ["0.json"])
    }

    @Test("OS-LOCAL-01: a replacing put renames under the lock, then synchronises the folder")
    func overwriteOrder() async throws {
        _ = try await put("_last_checkpoint", .overwrite)
        #expect(
            recorder.calls == [
                .openRoot, .openRoot, .syncFolder, .createFile, .write, .stamp, .syncFile, .status,
                .lockFolder, .rename, .syncFolder,
            ])
        recorder.forget()
        let tag = try await put("_last_checkpoint", .overwrite)
        recorder.forget()
        _ = try await put("_last_checkpoint", .update(tag))
        #expect(
            recorder.calls == [
                .openRoot, .createFile, .write, .stamp, .syncFile, .status,
                .lockFolder, .status, .rename, .syncFolder,
            ])
    }

    @Test("OS-LOCAL-02: each new folder is synchronised in its parent before the file is begun")
    func folderOrder() async throws {
        let store = LocalObjectStore(
            root: folder.path + "/new/table", environment: .system(), hook: recorder.hook)
        _ = try await store.put(ObjectPath("a/b/0"), Bytes(utf8: "x"), mode: .create)
        let relevant: Set<SystemCall> = [.makeFolder, .syncFolder, .createFile, .link]
        #expect(
            recorder.calls.filter { relevant.contains($0) } == [
                .syncFolder, .makeFolder, .syncFolder, .makeFolder, .syncFolder,
                .makeFolder, .syncFolder, .makeFolder, .syncFolder,
                .createFile, .link, .syncFolder,
            ])
    }

    @Test("CP-FND-01: the name of a folder that was found is synchronised once, before it is used")
    func foundFolders() async throws {
        mkdir(folder.path + "/a", 0o777)
        mkdir(folder.path + "/a/b", 0o777)
        _ = try await put("a/b/0", .create)
        #expect(
            recorder.calls.prefix(4) == [.openRoot, .openFolder, .openFolder, .syncFolder])
        recorder.forget()
        _ = try await put("a/b/1", .create)
        #expect(recorder.calls.filter { $0 == .syncFolder }.count == 1)
        recorder.forget()
        _ = try await put("a/c/0", .create)
        #expect(
            recorder.calls.filter { [.makeFolder, .syncFolder, .createFile].contains($0) }
                == [.syncFolder, .makeFolder, .syncFolder, .createFile, .syncFolder])
    }

    @Test("CP-FND-02: an object that was found is made durable, its bytes and its name")
    func persistsWhatWasFound() async throws {
        _ = try await put("log/0.json", .create)
        let other = LocalObjectStore(
            root: folder.path, environment: .system(), hook: recorder.hook)
        recorder.forget()
        try await other.persist(ObjectPath("log/0.json"))
        #expect(
            recorder.calls == [
                .openRoot, .openFile, .syncFile, .openFolder, .syncFolder, .syncFolder,
            ])
        recorder.fail(.syncFile, errno: EIO)
        #expect(await code { try await other.persist(ObjectPath("log/0.json")) } == .ioError)
        #expect(await code { try await other.persist(ObjectPath("log/1.json")) } == .notFound)
        #expect(await code { try await other.persist(ObjectPath("none/1.json")) } == .notFound)
    }

    @Test("OS-LOCAL-01: an upload keeps the same order, however many pieces it has")
    func uploadOrder() async throws {
        let upload = try await store.upload(ObjectPath("data"), mode: .create)
        for _ in 0..<30 { try await upload.write(Bytes([UInt8](repeating: 1, count: 100_000))) }
        _ = try await upload.finish()
        let afterWrites = recorder.calls.drop { $0 != .stamp }
        #expect(
            Array(afterWrites) == [.stamp, .syncFile, .status, .link, .unlink, .syncFolder])
        #expect(recorder.calls.filter { $0 == .write }.count == 30)
    }

    @Test("who has lost already learns it without writing a file")
    func loserDoesNotWrite() async throws {
        _ = try await put("0.json", .create)
        recorder.forget()
        #expect(await code { try await put("0.json", .create) } == .alreadyExists)
        #expect(recorder.calls == [.openRoot, .status])
    }

    @Test(
        "OS-LOCAL-03: a failure before the name exists has no effect and leaves no file",
        arguments: [SystemCall.createFile, .write, .stamp, .syncFile, .link])
    func failureBeforeEffect(call: SystemCall) async throws {
        recorder.fail(call, errno: ENOSPC)
        #expect(await code { try await put("0.json", .create) } == .noSpace)
        #expect(folder.names() == [])
        recorder.fail(call == .link ? .rename : call, errno: EIO)
        #expect(await code { try await put("0.json", .overwrite) } == .ioError)
        #expect(folder.names() == [])
        _ = try await put("0.json", .create)
        #expect(folder.names() == ["0.json"])
    }

    @Test("OS-LOCAL-04: after a failed fsync the file is given up, never synchronised again")
    func failedSync() async throws {
        recorder.fail(.syncFile, errno: EIO)
        #expect(await code { try await put("0.json", .create) } == .ioError)
        #expect(recorder.calls.filter { $0 == .syncFile }.count == 1)
        #expect(!recorder.calls.contains(.link))
    }

    @Test("OS-LOCAL-05: a name that cannot be synchronised is an effect that is not durable")
    func failedFolderSync() async throws {
        _ = try await put("first", .create)
        recorder.fail(.syncFolder, errno: EIO)
        #expect(await code { try await put("0.json", .create) } == .notDurable)
        recorder.fail(.syncFolder, errno: EIO)
        #expect(await code { try await put("1.json", .overwrite) } == .notDurable)
        #expect(folder.names() == ["0.json", "1.json", "first"])
        recorder.fail(.syncFolder, errno: EIO)
        #expect(await code { try await store.delete(ObjectPath("1.json")) } == .notDurable)
    }

    @Test(
        "OS-LOCAL-06: a link or rename that happened although it reports an error is a success",
        arguments: [EIO, EEXIST])
    func hiddenSuccess(errno: Int32) async throws {
        recorder.fail(.link, errno: errno, afterEffect: true)
        _ = try await put("0.json", .create)
        recorder.fail(.rename, errno: errno, afterEffect: true)
        let tag = try await put("0.json", .overwrite)
        #expect(try await store.head(ObjectPath("0.json")).etag == tag)
        #expect(folder.names() == ["0.json"])
    }

    @Test("a call that a signal interrupts is made again")
    func interrupted() async throws {
        recorder.fail(.syncFile, errno: EINTR, times: 3)
        _ = try await put("0.json", .create)
        #expect(recorder.calls.filter { $0 == .syncFile }.count == 4)
    }

    @Test(
        "error numbers become codes of the contract",
        arguments: [
            (ENOSPC, ObjectStorageError.Code.noSpace), (EDQUOT, .noSpace),
            (EACCES, .permissionDenied), (EROFS, .permissionDenied), (EIO, .ioError),
            (EMFILE, .throttled), (EFBIG, .tooLarge), (EOPNOTSUPP, .notSupported),
        ])
    func codes(errno: Int32, code: ObjectStorageError.Code) async throws {
        recorder.fail(.createFile, errno: errno)
        let failure = await #expect(throws: ObjectStorageError.self) {
            try await put("0.json", .create)
        }
        #expect(failure?.code == code)
        #expect(failure?.errno == errno)
        #expect(failure?.message.contains("\(folder.path)/0.json") == true)
    }

    @Test("a file system without hard links is refused with a remedy")
    func noHardLinks() async throws {
        recorder.fail(.link, errno: EPERM)
        #expect(await code { try await put("0.json", .create) } == .notSupported)
        #expect(folder.names() == [])
    }

    @Test("a file that is truncated while it is read is a short read")
    func shortRead() async throws {
        let shrinking = LocalObjectStore(root: folder.path, environment: .system()) { event in
            if event.call == .read, event.moment == .before {
                truncate(folder.path + "/data", 3)
            }
            return nil
        }
        _ = try await put("data", .create)
        let failure = await code { try await shrinking.get(ObjectPath("data")) }
        #expect(failure == .shortRead)
    }

    @Test("objects under construction are no objects, and abandoned ones can be removed")
    func temporaries() async throws {
        let environment = HostEnvironment.system()
        let upload = try await store.upload(ObjectPath("part=1/data"), mode: .create)
        try await upload.write(Bytes([UInt8](repeating: 1, count: 2_000_000)))
        let names = folder.names(in: "part=1")
        #expect(names.count == 1)
        let temporary = try ObjectPath("part=1/\(names.first ?? "")")
        #expect(temporary.name.hasPrefix(".tmp-"))
        #expect(await code { try await store.head(temporary) } == .notFound)
        #expect(await code { try await store.get(temporary) } == .notFound)
        #expect(await code { try await put(temporary.key, .overwrite) } == .invalidPath)
        #expect(try await store.listAll(prefix: "").isEmpty)

        let hourAgo = environment.now.advanced(by: .seconds(-3600))
        let hourAhead = environment.now.advanced(by: .seconds(3600))
        #expect(try await store.removeAbandonedUploads(before: hourAgo) == 0)
        #expect(try await store.removeAbandonedUploads(before: hourAhead) == 1)
        #expect(folder.names(in: "part=1") == [])
        #expect(await code { try await upload.finish() } == .ioError)
    }

    @Test("a put of a cancelled task has no effect")
    func cancelled() async throws {
        let task = Task { [store] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.put(ObjectPath("x"), Bytes(utf8: "x"), mode: .create)
        }
        #expect(await code { try await task.value } == .cancelled)
        #expect(recorder.calls == [])
    }
}
