import Glibc
import LakeTestSupport
import Testing

/// The order of system calls as the kernel sees it: the recorded order of `LocalDurabilityTests`
/// is what the store says that it does, this is what it does.
@Suite struct TracedCallOrderTests {
    private static let tracer = "/usr/bin/strace"
    private static let calls = "openat,write,utimensat,fsync,linkat,unlinkat,renameat"

    private static var canTrace: Bool {
        access(tracer, X_OK) == 0 && CommandLine.arguments[0].hasSuffix(".xctest")
    }

    @Test(
        "OS-LOCAL-01: the kernel sees write, stamp, fsync, link, unlink, fsync of the folder",
        .enabled(if: canTrace, "strace is not installed, or this is not the test binary"))
    func createOrder() throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/trace"
        let status = Self.run([
            Self.tracer, "-f", "-qq", "-e", "trace=" + Self.calls, "-o", output,
            CommandLine.arguments[0], "--testing-library", "swift-testing",
            "--filter", "LocalDurabilityTests/createOrder",
        ])
        // A container without ptrace cannot trace: nothing is learned, and nothing is wrong.
        guard status == 0, let trace = Self.read(output) else {
            print("skipped: the process may not be traced here")
            return
        }
        let lines = trace.split(separator: "\n")
        guard let start = lines.firstIndex(where: { $0.contains("\".tmp-") }) else {
            Issue.record("the traced run created no temporary file")
            return
        }
        let thread = lines[start].prefix { $0 != " " } + " "
        let order = lines[start...].filter { $0.hasPrefix(thread) }.prefix(7).map {
            String($0.dropFirst(thread.count).drop { $0 == " " })
        }
        let file = String(order[0].reversed().prefix { $0 != " " }.reversed())
        let root = String(order[0].dropFirst("openat(".count).prefix { $0 != "," })
        #expect(order[0].contains("O_WRONLY|O_CREAT|O_EXCL|O_NOFOLLOW|O_CLOEXEC"))
        #expect(order[1].hasPrefix("write(\(file), \"content\", 7)"))
        #expect(order[2].hasPrefix("utimensat(\(file), NULL"))
        #expect(order[3].hasPrefix("fsync(\(file))"))
        #expect(order[4].hasPrefix("linkat(\(root), \".tmp-"))
        #expect(order[4].contains("\"0.json\", 0) = 0"))
        #expect(order[5].hasPrefix("unlinkat(\(root), \".tmp-"))
        #expect(order[6].hasPrefix("fsync(\(root))"))
    }

    /// Runs a program with its output thrown away; its exit status, or -1.
    private static func run(_ arguments: [String]) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var list: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for argument in list { free(argument) } }
        var process = pid_t()
        guard posix_spawn(&process, arguments[0], &actions, nil, &list, environ) == 0 else {
            return -1
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
        return status
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[0..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
