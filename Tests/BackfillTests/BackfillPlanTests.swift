import BinaryIO
import Streaming
import Testing

@testable import Backfill

@Suite struct BackfillPlanTests {
    static func files(_ count: Int, size: Int64 = 10) -> [ArchiveFile] {
        (0..<count).map { index in
            let number = String(index + 10_000).dropFirst()
            return ArchiveFile(path: "part-\(number)", size: size, etag: "e\(index)")
        }
    }

    static func plan(_ units: [BackfillUnit]) throws -> BackfillPlan {
        BackfillPlan(
            job: try JobName("history-2024"), pipelineText: "CREATE \"FLOW\"\n;",
            pipelineHash: "abc", tableName: "sales", source: "events",
            location: SourceLocation(
                .folder("/archive/ü"), format: .ndjson, schema: "id INT",
                options: ["header": "true"]), units: units)
    }

    @Test("BF-PLN-02 units are cut by the count of files, in the order of paths")
    func cutByCount() {
        let units = UnitSize(filesMax: 3).cut(Self.files(7).reversed())
        #expect(units.map(\.files.count) == [3, 3, 1])
        #expect(units.flatMap(\.files) == Self.files(7))
        #expect(units.map(\.index) == [0, 1, 2])
    }

    @Test("BF-PLN-02 units are cut by bytes; a file that is larger stands alone")
    func cutByBytes() {
        var files = Self.files(5)
        files[2] = ArchiveFile(path: files[2].path, size: 100, etag: "big")
        let units = UnitSize(bytesMax: 25).cut(files)
        #expect(units.map(\.size) == [20, 100, 20])
    }

    @Test("BF-PLN-01 a stored plan reads back as it was")
    func roundTrip() throws {
        let plan = try Self.plan(UnitSize(filesMax: 2).cut(Self.files(5)))
        #expect(try BackfillPlan(decoding: plan.encoded()) == plan)
    }

    @Test("a plan cut off at any byte is refused")
    func truncated() throws {
        let bytes = try Self.plan(UnitSize(filesMax: 2).cut(Self.files(2))).encoded()
        for length in 0..<(bytes.count - 1) {
            #expect(throws: BackfillError.self) {
                _ = try BackfillPlan(decoding: bytes[0..<length])
            }
        }
    }

    @Test(
        "names that could leave their folder are refused",
        arguments: ["", "..", "a/b", "-a", "ä", "a b"])
    func badNames(text: String) {
        #expect(throws: BackfillError.self) { _ = try JobName(text) }
    }
}
