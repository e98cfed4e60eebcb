import Columnar
import DeltaProtocol
import HostEnvironment
import Testing

@testable import DeltaLog

/// The 14 declarative and the 31 legacy cases of Delta's OptimisticTransactionSuite, as rows: what
/// the table holds, what the loser reads, what both commit, and how it ends under both levels of
/// isolation.
@Suite struct ConflictTableTests {
    typealias Kind = CommitConflict.Kind

    /// A condition on the partition columns.
    struct Filter: Sendable {
        let text: String
        let accepts: @Sendable ([String: Int]) -> Bool

        init(_ text: String, _ accepts: @escaping @Sendable ([String: Int]) -> Bool) {
            self.text = text
            self.accepts = accepts
        }

        static func part(_ values: Int...) -> Filter {
            Filter("part in \(values)") { values.contains($0["part"] ?? 0) }
        }

        static let all = Filter("true") { _ in true }
    }

    /// Files are a letter and their partition values, one digit a column: `A1`, `B12`. An action is
    /// `+A1` or `-A1`, with `~` where no data changes; `-A1*` says that it has no partition values.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        var columns = ["part"]
        var setup = ""
        var reads: [Filter] = []
        var readsWholeTable = false
        var readsApplication: String?
        let winner: String
        /// Whether the winner has read nothing.
        var isBlind = false
        var loser = ""
        /// Under `Serializable`.
        let conflict: Kind?
        /// Under `WriteSerializable`, where a winner that is blind makes a difference.
        var relaxed: Kind??
        /// Files that are in the table when both have committed.
        var files: String?

        var testDescription: String { name }
    }

    static let declarative: [Row] = [
        Row(
            name: "append / append", columns: [], winner: "+A", isBlind: true, loser: "+B",
            conflict: nil, files: "A B"),
        Row(
            name: "disjoint txns", columns: [], readsApplication: "t1", winner: "txn:t2",
            conflict: nil),
        Row(
            name: "disjoint delete / read", setup: "A2", reads: [.part(1)], winner: "-A2",
            conflict: nil, files: ""),
        Row(
            name: "disjoint add / read", reads: [.part(1)], winner: "+A2", isBlind: true,
            conflict: nil, files: "A"),
        Row(
            name: "delete / delete", columns: [], setup: "A", winner: "-A", loser: "-A",
            conflict: .concurrentDeleteDelete),
        Row(
            name: "add / read + write", reads: [.part(1)], winner: "+A1", isBlind: true,
            loser: "+B1", conflict: .concurrentAppend, relaxed: .some(nil)),
        Row(
            name: "add / read + no write", reads: [.part(1)], winner: "+A1", isBlind: true,
            conflict: nil),
        Row(
            name: "add in part / read from 1,2 / write", reads: [.part(1), .part(2)],
            winner: "+A1", isBlind: true, loser: "+B2", conflict: .concurrentAppend,
            relaxed: .some(nil)),
        Row(
            name: "delete / read", setup: "A1", reads: [.part(1)], winner: "-A1",
            conflict: .concurrentDeleteRead),
        Row(name: "schema change", winner: "metadata", conflict: .metadataChanged),
        Row(
            name: "conflicting txns", readsApplication: "t1", winner: "txn:t1",
            conflict: .concurrentTransaction),
        Row(
            name: "upgrade / upgrade", winner: "protocol", loser: "protocol",
            conflict: .protocolChanged),
        Row(
            name: "taint whole table", setup: "A2", reads: [.part(1)], readsWholeTable: true,
            winner: "+B3", isBlind: true, loser: "+C4", conflict: .concurrentAppend,
            relaxed: .some(nil)),
        Row(
            name: "taint whole table + concurrent remove", columns: [], setup: "A",
            readsWholeTable: true, winner: "-A", loser: "+B", conflict: .concurrentDeleteRead),
    ]

    static let legacy: [Row] = [
        Row(
            name: "block append against metadata change", winner: "metadata", loser: "+A1",
            conflict: .metadataChanged),
        Row(
            name: "block read+append against append", columns: [], reads: [.all], winner: "+A",
            isBlind: true, loser: "+B", conflict: .concurrentAppend, relaxed: .some(nil)),
        Row(
            name: "allow blind-append against any data change", columns: [], setup: "A",
            winner: "-A +B", loser: "+C", conflict: nil, files: "B C"),
        Row(
            name: "allow read+append+delete against no data change", columns: [], setup: "A",
            reads: [.all], winner: "", loser: "-A +B", conflict: nil, files: "B"),
        Row(
            name: "allow disjoint partitions", setup: "A1 E3", reads: [.part(3)], winner: "+B1",
            loser: "+C2 -E3", conflict: nil, files: "A B C"),
        Row(
            name: "allow disjoint partitions reading all partitions", setup: "A1 D2",
            reads: [.part(1)], winner: "+C2 -D2", loser: "+E3 +F3", conflict: nil,
            files: "A C E F"),
        Row(
            name: "block when the read partition was appended to", setup: "A1 D2 E3",
            reads: [.part(1)], winner: "+B1", loser: "+C2 +E3", conflict: .concurrentAppend),
        Row(
            name: "block on full table scan", setup: "A1 D2", reads: [.all, .part(1)],
            winner: "+C2 -D2", loser: "+E3 +F3", conflict: .concurrentAppend),
        Row(
            name: "allow adds to disjoint nested partitions", columns: ["a", "b"], setup: "A11",
            reads: [Filter("a = 1 AND b = 1") { $0["a"] == 1 && $0["b"] == 1 }],
            winner: "+B12", loser: "+C21", conflict: nil, files: "A B C"),
        Row(
            name: "allow adds to the same nested partition", columns: ["a", "b"], setup: "A11",
            reads: [Filter("a = 1 AND b = 1") { $0["a"] == 1 && $0["b"] == 1 }],
            winner: "+B12", loser: "+X12", conflict: nil, files: "A B X"),
        Row(
            name: "allow add when the read at level 1 is disjoint from the write at level 2",
            columns: ["a", "b"], setup: "A11 B12", reads: [Filter("a = 1") { $0["a"] == 1 }],
            winner: "+C21", loser: "+D31", conflict: nil, files: "A B C D"),
        Row(
            name: "block when the read at level 1 reads a file of level 2 that was deleted",
            columns: ["a", "b"], setup: "A11 B12", reads: [Filter("a = 1") { $0["a"] == 1 }],
            winner: "-A11", loser: "+D31", conflict: .concurrentDeleteRead),
        Row(
            name: "block when a full read conflicts with a write at level 2",
            columns: ["a", "b"], setup: "A11", reads: [.all], winner: "+B12", loser: "+C21",
            conflict: .concurrentAppend),
        Row(
            name: "block when a range read conflicts with a write at level 2",
            columns: ["a", "b"], setup: "A11",
            reads: [
                Filter("a >= 1 OR b > 1") { ($0["a"] ?? 0) >= 1 || ($0["b"] ?? 0) > 1 }
            ], winner: "+B12", loser: "+D31", conflict: .concurrentAppend),
        Row(
            name: "block removes of the same file", columns: ["a", "b"], setup: "B12",
            reads: [Filter("a = 2") { $0["a"] == 2 }], winner: "-B12", loser: "-B12",
            conflict: .concurrentDeleteDelete),
        Row(
            name: "block delete-delete when the winner says no partition values",
            columns: ["a", "b"], setup: "B12", reads: [Filter("a = 2") { $0["a"] == 2 }],
            winner: "-B12*", loser: "-B12", conflict: .concurrentDeleteDelete),
        Row(
            name: "block delete-read when the winner says no partition values",
            columns: ["a", "b"], setup: "B12", reads: [.all], winner: "-B12*", loser: "+A11",
            conflict: .concurrentDeleteRead),
        Row(
            name: "block when a full read conflicts with an add in any partition",
            setup: "A1 C2", reads: [.all], winner: "-C2 +B1", loser: "+D2",
            conflict: .concurrentAppend),
        Row(
            name: "block when a full read conflicts with a delete in any partition",
            setup: "A1 C2", reads: [.all], winner: "-A1", loser: "-C2",
            conflict: .concurrentDeleteRead),
        Row(
            name: "block replaceWhere, initially empty", setup: "A1",
            reads: [Filter("part >= 2") { ($0["part"] ?? 0) >= 2 }], winner: "+E3",
            loser: "+C2", conflict: .concurrentAppend),
        Row(
            name: "allow replaceWhere of disjoint partitions, initially empty", setup: "A1",
            reads: [Filter("part > 3") { ($0["part"] ?? 0) > 3 }], winner: "+C2", loser: "+G4",
            conflict: nil, files: "A C G"),
        Row(
            name: "block replaceWhere, not empty, of overlapping predicates", setup: "A1 G4",
            reads: [Filter("part >= 2") { ($0["part"] ?? 0) >= 2 }], winner: "-A1 +C2",
            loser: "-G4 +E3", conflict: .concurrentAppend),
        Row(
            name: "block on read and add of conflicting partitions", setup: "A1",
            reads: [.part(1)], winner: "+B1", loser: "+E3", conflict: .concurrentAppend),
        Row(
            name: "block on read and delete of conflicting partitions", setup: "A1 B1",
            reads: [.part(1)], winner: "-A1", loser: "+E3", conflict: .concurrentDeleteRead),
        Row(
            name: "block two replaceWhere of one partition", setup: "A1", reads: [.part(1)],
            winner: "-A1 +B1", loser: "-A1 +C1", conflict: .concurrentAppend),
        Row(
            name: "block two replaceWhere that change partitions", setup: "A1 C2 E3",
            reads: [.part(3, 2)], winner: "-A1 -E3 +B1", loser: "-C2 -E3 +D2",
            conflict: .concurrentDeleteRead),
        Row(
            name: "block a full scan after the winner", setup: "A1 E3", reads: [.part(1), .all],
            winner: "+C2", loser: "-A1", conflict: .concurrentAppend),
        Row(
            name: "block a mixed predicate on partitions and data", setup: "A1 E3",
            reads: [Filter("part = 1 OR year > 2019") { _ in true }], winner: "+C2",
            loser: "-A1", conflict: .concurrentAppend),
        Row(
            name: "block two scans of which one was changed", setup: "A1 E3",
            reads: [.part(1), Filter("1 < part AND part < 3") { $0["part"] == 2 }],
            winner: "+C2", loser: "-A1", conflict: .concurrentAppend),
        Row(
            name: "allow rearranging beside an append", setup: "A1 B1", reads: [.all],
            winner: "+E3", loser: "-A1~ -B1~ +C1~", conflict: nil, files: "C E"),
        Row(
            name: "block rearranging of a file that was deleted", setup: "A1 B1", reads: [.all],
            winner: "-A1", loser: "-A1~ -B1~ +C1~", conflict: .concurrentDeleteRead),
        Row(
            name: "block readWholeTable against a delete", setup: "A1", readsWholeTable: true,
            winner: "-A1", loser: "+B1", conflict: .concurrentDeleteRead),
        Row(
            name: "allow set-txns of other applications", columns: [], readsApplication: "t1",
            winner: "txn:t2", conflict: nil),
        Row(
            name: "block set-txns of one application", columns: [], readsApplication: "t1",
            winner: "txn:t1", conflict: .concurrentTransaction),
    ]

    // MARK: The notation

    private static func metadata(_ columns: [String], _ level: String) throws -> TableMetadata {
        try TableMetadata(
            id: "id",
            schema: Schema(columns.map { Field($0, .int32) } + [Field("year", .int32)]),
            partitionColumns: columns, configuration: ["delta.isolationLevel": level],
            createdTime: 1)
    }

    private static func file(_ text: Substring, _ columns: [String]) -> AddFile {
        let digits = text.dropFirst().filter(\.isNumber).map { String($0) }
        let entries = zip(columns, digits).map {
            PartitionValues.Entry(column: $0, value: $1)
        }
        return AddFile(
            path: String(text.prefix(1)), partitionValues: PartitionValues(entries), size: 1,
            modificationTime: 1, dataChange: !text.hasSuffix("~"))
    }

    private static func actions(_ text: String, _ columns: [String]) throws -> [Action] {
        try text.split(separator: " ").map { (word: Substring) -> Action in
            switch word.first {
            case "+": return .add(file(word.dropFirst(), columns))
            case "-":
                let added = file(word.dropFirst(), columns)
                var removed = added.removed(at: 4, dataChange: added.dataChange)
                if word.hasSuffix("*") { removed.partitionValues = .unpartitioned }
                return .remove(removed)
            default:
                if word == "metadata" {
                    return .metadata(
                        try TableMetadata(
                            id: "id", schema: Schema([Field("z", .int64)]), partitionColumns: [],
                            createdTime: 1))
                }
                if word == "protocol" { return .protocol(.widest) }
                return .transaction(SetTransaction(appID: String(word.dropFirst(4)), version: 1))
            }
        }
    }

    private static func partition(_ file: AddFile, _ columns: [String]) -> [String: Int] {
        var values: [String: Int] = [:]
        for column in columns {
            if let text = file.partitionValues[column], let text { values[column] = Int(text) }
        }
        return values
    }

    // MARK: The test

    @Test(
        "DL-CON-01 conflicts of transactions are Spark's", arguments: declarative + legacy,
        ["Serializable", "WriteSerializable"])
    func table(row: Row, level: String) async throws {
        let fixture = LogFixture()
        let columns = row.columns
        try await fixture.write(
            0,
            [.protocol(.widest), .metadata(try Self.metadata(columns, level))]
                + row.setup.split(separator: " ").map { .add(Self.file($0, columns)) })
        let snapshot = try await fixture.log.snapshot()
        var loser = fixture.log.begin(on: snapshot, operation: CommitOperation("LOSER"))
        for filter in row.reads {
            let predicate = ReadPredicate(filter.text) {
                filter.accepts(Self.partition($0, columns))
            }
            loser.reads.record(
                predicate,
                found: try await snapshot.files().filter { predicate.mayMatch($0.addFile) })
        }
        loser.reads.wholeTable = row.readsWholeTable
        if let name = row.readsApplication { loser.reads.applications.insert(name) }
        loser.actions = try Self.actions(row.loser, columns)
        let info = CommitInfo(timestamp: 1, operation: "WINNER", isBlindAppend: row.isBlind)
        try await fixture.write(
            1, [.commitInfo(info)] + (try Self.actions(row.winner, columns)))

        let outcome = await fixture.log.commit(loser)
        let relaxed = row.relaxed ?? row.conflict
        let expected = level == "Serializable" ? row.conflict : relaxed
        #expect(outcome.conflict == expected)
        #expect(outcome.version == (expected == nil ? 2 : nil))
        if let files = row.files {
            let found = try await fixture.log.snapshot().paths
            #expect(found == files.split(separator: " ").map { String($0) })
        }
    }

    @Test("the table has all rows")
    func count() {
        #expect(Self.declarative.count == 14)
        // 31 rows of the reference, of which three hold two cases.
        #expect(Self.legacy.count == 34)
    }
}
