// Pipelines, as a person runs them: the `lake` beside this program, from its start to its end, over
// 20 NDJSON files of 50,000 events each, one commit a file, partitioned by 33 repositories.

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
                let peak = try ChildProcess.run(ChildProcess.programBeside("lake"), arguments)
                return [.count("rows", 1_000_000), .childPeak(peak)]
            }
        }
    }
}
