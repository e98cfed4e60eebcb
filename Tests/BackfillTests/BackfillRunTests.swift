import BinaryIO
import Columnar
import DeltaTable
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Streaming
import Testing

@testable import Backfill

/// Jobs over real files in a folder of their own.
@Suite struct BackfillRunTests {
    static let sql = """
        CREATE STREAMING TABLE sales (id BIGINT NOT NULL, day DATE, amount DECIMAL(10,2))
        USING delta PARTITIONED BY (day);
        CREATE FLOW load AS INSERT INTO sales BY NAME
        SELECT id, CAST(day AS DATE) AS day, CAST(amount AS DECIMAL(10,2)) AS amount
        FROM STREAM events WHERE id >= 0;
        """

    let folder: TemporaryFolder
    let environment = HostEnvironment.system()

    init() throws {
        folder = try TemporaryFolder()
    }

    var table: String { folder.path + "/table" }
    var archive: LocalObjectStore {
        LocalObjectStore(root: folder.path + "/archive", environment: environment)
    }

    /// Files of ten rows each; row 3 of every file is dropped by the flow.
    func writeArchive(files: Int) async throws {
        for file in 0..<files {
            let lines = (0..<10).map { row -> String in
                let id = row == 3 ? -1 : file * 10 + row
                return "{\"id\":\(id),\"day\":\"2026-11-2\(row % 3)\",\"amount\":\"\(row).50\"}\n"
            }
            _ = try await archive.put(
                ObjectPath("part-\(100 + file).ndjson"), Bytes(utf8: lines.joined()),
                mode: .overwrite)
        }
    }

    func plan(
        _ job: String = "history", sql: String = sql, size: UnitSize = UnitSize(filesMax: 1)
    ) async throws -> BackfillPlanner.Planned {
        var binding = PipelineBinding(tables: ["sales": table])
        binding.sources["events"] = SourceBinding(
            archive: SourceLocation(.folder(folder.path + "/archive")))
        return try await BackfillPlanner(environment: environment).plan(
            Pipeline(sql: sql), binding: binding, job: JobName(job), unitSize: size)
    }

    func run(_ job: String = "history", workers: Int = 3) async throws -> BackfillProgress {
        try await BackfillRunner(
            table: table, job: JobName(job), workers: workers, environment: environment
        ).run()
    }

    func ids(_ location: String? = nil) async throws -> [Int64] {
        var ids: [Int64] = []
        let table = try await Table.open(location ?? self.table, environment: environment)
        for try await batch in try await table.scan(columns: ["id"]) {
            for case .int64(let id) in batch.columns[0].scalars() { ids.append(id) }
        }
        return ids.sorted()
    }

    static func expected(files: Int) -> [Int64] {
        (0..<Int64(files * 10)).filter { $0 % 10 != 3 }
    }

    @Test("BF-RUN-04 every row goes through the pipeline once, and a second run does nothing")
    func loadsOnce() async throws {
        try await writeArchive(files: 12)
        #expect(try await plan().plan.units.count == 12)
        let first = try await run()
        #expect(first.isFinished)
        #expect(first.inputRows == 120)
        #expect(first.outputRows == 108)
        #expect(try await ids() == Self.expected(files: 12))
        let second = try await run()
        #expect(second.isFinished)
        #expect(second.inputRows == 0)
        #expect(try await ids() == Self.expected(files: 12))
    }

    @Test("BF-RUN-02 two runners of one job load every unit once")
    func twoRunners() async throws {
        try await writeArchive(files: 70)
        _ = try await plan()
        async let first = run(workers: 2)
        async let second = run(workers: 2)
        #expect(try await first.isFinished)
        #expect(try await second.isFinished)
        #expect(try await ids() == Self.expected(files: 70))
    }

    @Test("BF-RUN-01 a table that has some units gets the others")
    func resumes() async throws {
        try await writeArchive(files: 5)
        let planned = try await plan()
        _ = try await run(workers: 1)
        let snapshot = try await Table.open(table, environment: environment).snapshot()
        for unit in planned.plan.units {
            #expect(snapshot.transactionVersion(unit.applicationID(job: planned.plan.job)) == 0)
        }
        let status = try await BackfillStatus.read(
            JobName("history"), table: table, environment: environment)
        #expect(status.unitsDone == 5)
        #expect(status.bytesDone == planned.plan.size)
    }

    @Test("BF-RUN-03 a file that changed since the plan is an error that names it")
    func changedFile() async throws {
        try await writeArchive(files: 3)
        _ = try await plan()
        _ = try await archive.put(
            ObjectPath("part-101.ndjson"), Bytes(utf8: "{\"id\":1}\n"), mode: .overwrite)
        let error = await #expect(throws: BackfillError.self) { _ = try await run(workers: 1) }
        #expect(error?.code == .unitFailed)
        #expect(error?.description.contains("part-101.ndjson") == true)
        #expect(try await ids() == Self.expected(files: 3).filter { $0 < 10 })
    }

    @Test("BF-PLN-01 a job is planned once; other files or another pipeline are refused")
    func planDiffers() async throws {
        try await writeArchive(files: 2)
        let first = try await plan()
        let again = try await plan()
        #expect(!first.wasThere)
        #expect(again.wasThere)
        #expect(again.plan == first.plan)
        let changed = Self.sql.replacing("id >= 0", with: "id >= 5")
        let other = await #expect(throws: BackfillError.self) { _ = try await plan(sql: changed) }
        #expect(other?.code == .planDiffers)
        try await writeArchive(files: 3)
        let more = await #expect(throws: BackfillError.self) { _ = try await plan() }
        #expect(more?.code == .planDiffers)
        // Writing them again has changed the first two as well.
        let names = "'part-100.ndjson', 'part-101.ndjson', 'part-102.ndjson' differ"
        #expect(more?.message.contains(names) == true)
        let missing = await #expect(throws: BackfillError.self) { _ = try await run("nope") }
        #expect(missing?.code == .planNotFound)
    }

    @Test("BF-RUN-04 rows that fail go to the table of bad records")
    func badRows() async throws {
        try await writeArchive(files: 1)
        _ = try await archive.put(
            ObjectPath("part-200.ndjson"),
            Bytes(utf8: "{\"id\":500,\"day\":\"2026-11-20\",\"amount\":\"1\"}\n{broken\n"),
            mode: .overwrite)
        _ = try await plan()
        let progress = try await run()
        #expect(progress.badRows == 1)
        #expect(try await ids() == Self.expected(files: 1) + [500])
        let bad = try await Table.open(table + "_bad_records", environment: environment)
        var files: [Scalar] = []
        for try await batch in try await bad.scan(columns: ["file", "line"]) {
            for row in 0..<batch.count { files += batch.row(row) }
        }
        #expect(files == [.string("part-200.ndjson"), .int64(2)])
    }
}
