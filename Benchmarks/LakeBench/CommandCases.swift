// Pipelines, as a person runs them: the `lake` beside this program, from its start to its end, over
// 20 NDJSON files of 50,000 events each, one commit a file, partitioned by 33 repositories.

import Glibc
import HostEnvironment

enum CommandCases {
    static let all: [MeasuredCase] = [
        pipeline("ndjson_to_table") {
            ["backfill", "run", "--job", "bench", "--unit-files", "1"]
        },
        pipeline("ndjson_stream") {
            ["stream", "run", "--trigger", "available-now", "--max-files", "1"]
        },
    ]

    private static let sql = """
        CREATE STREAMING TABLE commits USING delta PARTITIONED BY (repo) AS
        SELECT repo, id, author, CAST(authored_at AS TIMESTAMP) AS authored_at,
            CAST(committed_at AS TIMESTAMP) AS committed_at, CAST(parents AS INT) AS parents,
            subject
        FROM STREAM events

        """

    private static func pipeline(
        _ name: String, _ verb: @escaping @Sendable () -> [String]
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            let table = "\(folders.scratch)/\(name)-\(HostEnvironment.system().uuid())"
            try EventFiles.publish(Array(sql.utf8), as: "bench.sql", in: folders.scratch)
            let arguments =
                verb() + [
                    "\(folders.scratch)/bench.sql", "--source", "events=\(folders.data)/events",
                    "--table", "commits=\(table)",
                ]
            return {
                let peak = try run(arguments)
                return [.count("rows", 1_000_000), .childPeak(peak)]
            }
        }
    }

    /// Runs `lake` to its end.
    ///
    /// - Returns: The highest resident memory of any child so far, in MB.
    private static func run(_ arguments: [String]) throws -> Int {
        let program = folderOfThisProgram() + "/lake"
        var child: pid_t = 0
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        guard posix_spawn(&child, program, nil, nil, words, nil) == 0 else {
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

    private static func folderOfThisProgram() -> String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let text = String(
            decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
    }
}
