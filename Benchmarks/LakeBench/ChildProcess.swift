// Programs that this one starts and waits for.

import Glibc

enum ChildProcess {
    /// Runs a program to its end.
    ///
    /// - Returns: The highest resident memory of any child so far, in MB. The kernel counts the
    ///   memory of this process at the start of the child as the child's, so only a process that
    ///   holds little itself learns something from it.
    static func run(_ program: String, _ arguments: [String]) throws -> Int {
        var child: pid_t = 0
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        guard posix_spawn(&child, program, nil, nil, words, environ) == 0 else {
            throw FileFailure("start", program)
        }
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child, status == 0 else {
            throw FileFailure("run", program)
        }
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        return usage.ru_maxrss / 1024
    }

    /// A program in the folder of this one.
    static func programBeside(_ name: String) -> String {
        let path = thisProgram()
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/" + name
    }

    static func thisProgram() -> String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        return String(
            decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
