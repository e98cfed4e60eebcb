import BinaryIO
import Glibc
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Testing

@Suite struct LocalConfinementTests {
    private let folder: TemporaryFolder
    private var root: String { folder.path + "/root" }
    private var outside: String { folder.path + "/outside" }

    init() throws {
        folder = try TemporaryFolder()
        mkdir(folder.path + "/root", 0o777)
        mkdir(folder.path + "/outside", 0o777)
        let descriptor = creat(folder.path + "/outside/secret", 0o666)
        _ = "secret".withCString { write(descriptor, $0, 6) }
        close(descriptor)
    }

    private func stores() -> [LocalObjectStore] {
        [false, true].map {
            LocalObjectStore(
                root: root, environment: .system(), hook: nil, forbidsOpenat2: $0)
        }
    }

    private func code(_ work: () async throws -> some Any) async -> ObjectStorageError.Code? {
        do {
            _ = try await work()
            return nil
        } catch {
            return (error as? ObjectStorageError)?.code
        }
    }

    @Test("OS-PATH-04: a symbolic link out of the root is not read through")
    func linksOut() async throws {
        symlink(outside + "/secret", root + "/file")
        symlink(outside, root + "/folder")
        symlink("../outside", root + "/relative")
        for store in stores() {
            for key in ["file", "folder/secret", "relative/secret"] {
                let path = try ObjectPath(key)
                #expect(await code { try await store.get(path) } == .outsideRoot, "\(key)")
                #expect(await code { try await store.head(path) } == .outsideRoot, "\(key)")
            }
            #expect(try await store.listAll(prefix: "").isEmpty)
            #expect(try await store.listAll(prefix: "folder/").isEmpty)
        }
    }

    @Test("OS-PATH-04: a symbolic link out of the root is not written or deleted through")
    func writesOut() async throws {
        symlink(outside, root + "/folder")
        symlink(outside + "/secret", root + "/file")
        for store in stores() {
            for mode in [PutMode.create, .overwrite] {
                let put = await code {
                    try await store.put(
                        ObjectPath("folder/new"), Bytes(utf8: "x"), mode: mode)
                }
                #expect(put == .outsideRoot)
            }
            let upload = await code {
                try await store.upload(ObjectPath("folder/new"), mode: .create)
            }
            #expect(upload == .outsideRoot)
            let delete = await code { try await store.delete(ObjectPath("folder/secret")) }
            #expect(delete == .outsideRoot)
            try await store.delete(ObjectPath("file"))
        }
        #expect(folder.names(in: "outside") == ["secret"])
        #expect(folder.names(in: "root") == ["file", "folder"])
        let taken = await code {
            try await stores()[0].put(ObjectPath("file"), Bytes(utf8: "x"), mode: .create)
        }
        #expect(taken == .alreadyExists)
        // Replacing a link replaces the link.
        _ = try await stores()[0].put(ObjectPath("file"), Bytes(utf8: "x"), mode: .overwrite)
        let secret = LocalObjectStore(root: outside, environment: .system())
        #expect(try await secret.get(ObjectPath("secret")).bytes.utf8String() == "secret")
    }

    @Test("OS-PATH-05: pipes and devices are refused at once, not waited for")
    func specialFiles() async throws {
        mkfifo(root + "/pipe", 0o666)
        symlink("/dev/zero", root + "/zero")
        for store in stores() {
            #expect(await code { try await store.get(ObjectPath("pipe")) } == .notSupported)
            #expect(await code { try await store.head(ObjectPath("pipe")) } == .notSupported)
            #expect(await code { try await store.get(ObjectPath("zero")) } == .outsideRoot)
            #expect(try await store.listAll(prefix: "").isEmpty)
        }
    }

    @Test("the root itself may be behind a symbolic link, and relative")
    func linkedRoot() async throws {
        symlink(root, folder.path + "/link")
        let store = LocalObjectStore(root: folder.path + "/link/", environment: .system())
        _ = try await store.put(ObjectPath("a/b"), Bytes(utf8: "x"), mode: .create)
        #expect(folder.names(in: "root/a") == ["b"])
        #expect(store.root == folder.path + "/link")
        let relative = LocalObjectStore(root: "some/table", environment: .system())
        #expect(relative.root.hasPrefix("/"))
        #expect(relative.root.hasSuffix("/some/table"))
    }

    @Test("a root that may not be created is missing for writers and empty for readers")
    func missingRoot() async throws {
        let store = LocalObjectStore(
            root: root + "/none", environment: .system(), createsRoot: false)
        #expect(try await store.listAll(prefix: "").isEmpty)
        #expect(await code { try await store.get(ObjectPath("a")) } == .notFound)
        let put = await code {
            try await store.put(ObjectPath("a"), Bytes(utf8: "x"), mode: .create)
        }
        #expect(put == .notFound)
        try await store.delete(ObjectPath("a"))
    }

    @Test("names that are no keys are left out of listings")
    func foreignNames() async throws {
        for name in ["line\nbreak", "back\\slash", "\u{7F}"] {
            close(creat(root + "/" + name, 0o666))
        }
        let invalid: [CChar] = Array((root + "/").utf8CString.dropLast()) + [-1, -2, 0]
        close(creat(invalid, 0o666))
        close(creat(root + "/good", 0o666))
        #expect(try await stores()[0].listAll(prefix: "").map(\.path.key) == ["good"])
    }

    @Test("a path through a file is an error for writers that names it")
    func pathThroughFile() async throws {
        let store = stores()[0]
        _ = try await store.put(ObjectPath("file"), Bytes(utf8: "x"), mode: .create)
        let through = await code {
            try await store.put(ObjectPath("file/below"), Bytes(utf8: "x"), mode: .create)
        }
        #expect(through == .invalidPath)
        try await store.delete(ObjectPath("file/below"))
        _ = try await store.put(ObjectPath("folder/file"), Bytes(utf8: "x"), mode: .create)
        let onFolder = await code {
            try await store.put(ObjectPath("folder"), Bytes(utf8: "x"), mode: .overwrite)
        }
        #expect(onFolder == .invalidPath)
        try await store.delete(ObjectPath("folder"))
        #expect(folder.names(in: "root/folder") == ["file"])
    }
}
