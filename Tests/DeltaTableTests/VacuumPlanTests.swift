import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct VacuumPlanTests {
    static let cutoff = WallTime(microseconds: 1_000_000)

    static func object(_ key: String, modified: Int64) throws -> ObjectMetadata {
        ObjectMetadata(
            path: try ObjectPath(key), size: 1,
            lastModified: WallTime(microseconds: modified), etag: ETag(rawValue: "e"))
    }

    func plan(_ referenced: [String] = []) throws -> VacuumPlan {
        VacuumPlan(
            referenced: Set(try referenced.map { try ObjectPath($0) }), cutoff: Self.cutoff,
            partitionColumns: ["day", "_hidden"])
    }

    @Test("DT-VAC-02 only what is unreferenced and older than the cutoff goes")
    func ageAndReference() throws {
        let plan = try plan(["kept.parquet"])
        #expect(plan.mayDelete(try Self.object("old.parquet", modified: 999_999)))
        #expect(!plan.mayDelete(try Self.object("new.parquet", modified: 1_000_000)))
        #expect(!plan.mayDelete(try Self.object("kept.parquet", modified: 0)))
    }

    @Test(
        "DT-VAC-03 hidden folders are left alone",
        arguments: [
            "_delta_log/00000000000000000000.json", "_lake/backfill/x/plan.json", ".tmp/x",
            "day=1/_x/y.parquet", "_other=1/x.parquet",
        ])
    func hidden(key: String) throws {
        #expect(!(try plan().mayDelete(try Self.object(key, modified: 0))))
    }

    @Test("DT-VAC-03 folders of partition columns are not hidden")
    func partitions() throws {
        #expect(try plan().mayDelete(try Self.object("day=1/x.parquet", modified: 0)))
        #expect(try plan().mayDelete(try Self.object("_hidden=1/x.parquet", modified: 0)))
    }
}
