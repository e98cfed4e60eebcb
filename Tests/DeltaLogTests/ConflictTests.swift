import DeltaProtocol
import HostEnvironment
import Testing

@testable import DeltaLog

/// The declarative and legacy conflict tables of Delta's own OptimisticTransactionSuite, as data:
/// what the table holds, what the loser read, what the winner and the loser commit.
@Suite struct ConflictTests {
    enum Read: Sendable {
        /// Files of these partitions.
        case partitions(Set<Int>)
        case everything
        case wholeTable
        case application(String)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var partitioned = true
        var setup: [Int] = []
        var reads: [Read] = []
        let winner: [Action]
        var loser: [Action] = []
        let conflict: CommitConflict.Kind?

        var testDescription: String { name }
    }

    private static func file(_ part: Int) -> AddFile { LogFixture.add("p\(part)", x: "\(part)") }
    private static func add(_ part: Int, _ name: String = "new") -> Action {
        .add(LogFixture.add("\(name)\(part)", x: "\(part)"))
    }
    private static func remove(_ part: Int) -> Action { .remove(LogFixture.remove("p\(part)")) }
    private static func moved(_ action: Action) -> Action {
        switch action {
        case .add(var file):
            file.dataChange = false
            return .add(file)
        case .remove(var file):
            file.dataChange = false
            return .remove(file)
        default: return action
        }
    }
    private static let otherSchema = Action.metadata(
        TableMetadata(
            id: "id", schemaString: #"{"type":"struct","fields":[{"name":"z","type":"long"}]}"#))

    static let cases: [Case] = [
        Case(name: "append / append", winner: [add(1, "a")], loser: [add(1, "b")], conflict: nil),
        Case(
            name: "disjoint txns", reads: [.application("t1")],
            winner: [.transaction(SetTransaction(appID: "t2", version: 0))], conflict: nil),
        Case(
            name: "disjoint delete / read", setup: [2], reads: [.partitions([1])],
            winner: [remove(2)], conflict: nil),
        Case(
            name: "disjoint add / read", reads: [.partitions([1])], winner: [add(2)],
            conflict: nil),
        Case(
            name: "delete / delete", setup: [1], winner: [remove(1)], loser: [remove(1)],
            conflict: .concurrentDeleteDelete),
        Case(
            name: "add / read + write", reads: [.partitions([1])], winner: [add(1, "a")],
            loser: [add(1, "b")], conflict: .concurrentAppend),
        Case(
            name: "add / read + no write", reads: [.partitions([1])], winner: [add(1)],
            conflict: nil),
        Case(
            name: "add in part / read from 1,2 / write",
            reads: [.partitions([1]), .partitions([2])], winner: [add(1, "a")],
            loser: [add(2, "b")], conflict: .concurrentAppend),
        Case(
            name: "delete / read", setup: [1], reads: [.partitions([1])], winner: [remove(1)],
            conflict: .concurrentDeleteRead),
        Case(name: "schema change", winner: [otherSchema], conflict: .metadataChanged),
        Case(
            name: "conflicting txns", reads: [.application("t1")],
            winner: [.transaction(SetTransaction(appID: "t1", version: 0))],
            conflict: .concurrentTransaction),
        Case(
            name: "upgrade / upgrade", winner: [.protocol(.widest)], loser: [.protocol(.widest)],
            conflict: .protocolChanged),
        Case(
            name: "taint whole table", setup: [2], reads: [.partitions([1]), .wholeTable],
            winner: [add(3, "b")], loser: [add(3, "c")], conflict: .concurrentAppend),
        Case(
            name: "taint + concurrent remove", setup: [1], reads: [.wholeTable],
            winner: [remove(1)], loser: [add(2)], conflict: .concurrentDeleteRead),
        Case(
            name: "block concurrent metadata update and append", winner: [otherSchema],
            loser: [add(1)], conflict: .metadataChanged),
        Case(
            name: "block append after read of everything", reads: [.everything],
            winner: [add(1, "a")], loser: [add(2, "b")], conflict: .concurrentAppend),
        Case(
            name: "blind append beside any data change", setup: [1],
            winner: [remove(1), add(1, "b")], loser: [add(1, "c")], conflict: nil),
        Case(
            name: "empty winner", setup: [1], reads: [.everything], winner: [],
            loser: [remove(1), add(1, "b")], conflict: nil),
        Case(
            name: "write to a partition that was not read", setup: [3],
            reads: [.partitions([3])], winner: [add(1, "b")], loser: [add(2, "c"), remove(3)],
            conflict: nil),
        Case(
            name: "delete from a partition that was not read", setup: [2],
            reads: [.partitions([1])], winner: [add(2, "c"), remove(2)],
            loser: [add(3, "e"), add(3, "f")], conflict: nil),
        Case(
            name: "add to a partition that was read", reads: [.partitions([1])],
            winner: [add(1, "b")], loser: [add(2, "c"), add(3, "e")],
            conflict: .concurrentAppend),
        Case(
            name: "everything and one partition read", setup: [1, 2],
            reads: [.everything, .partitions([1])], winner: [add(2, "c"), remove(2)],
            loser: [add(3, "e"), add(3, "f")], conflict: .concurrentAppend),
        Case(
            name: "delete from a partition that was read", setup: [1],
            reads: [.partitions([1])], winner: [remove(1)], loser: [add(3)],
            conflict: .concurrentDeleteRead),
        Case(
            name: "both delete one file", setup: [1, 2], reads: [.partitions([2])],
            winner: [remove(2)], loser: [remove(2)], conflict: .concurrentDeleteRead),
        Case(
            name: "delete and add after read of everything", setup: [3], reads: [.everything],
            winner: [remove(3), add(1, "b")], loser: [add(2, "d")], conflict: .concurrentAppend),
        Case(
            name: "delete after read of everything", setup: [1], reads: [.everything],
            winner: [remove(1)], loser: [remove(2)], conflict: .concurrentDeleteRead),
        Case(
            name: "replaceWhere that finds nothing and meets an append",
            reads: [.partitions([2, 3, 4])], winner: [add(3, "e")], loser: [add(2, "c")],
            conflict: .concurrentAppend),
        Case(
            name: "replaceWhere on disjoint empty ranges", reads: [.partitions([2, 3])],
            winner: [add(4, "g")], loser: [add(2, "c")], conflict: nil),
        Case(
            name: "overlapping replaceWhere", setup: [1, 4], reads: [.partitions([1, 2, 3])],
            winner: [remove(4), add(3, "e")], loser: [remove(1), add(2, "c")],
            conflict: .concurrentAppend),
        Case(
            name: "write elsewhere after read of one partition", reads: [.partitions([1])],
            winner: [add(1, "b")], loser: [add(3, "e")], conflict: .concurrentAppend),
        Case(
            name: "delete from what was read, write elsewhere", setup: [1],
            reads: [.partitions([1])], winner: [remove(1)], loser: [add(3, "e")],
            conflict: .concurrentDeleteRead),
        Case(
            name: "two rewrites of one partition", setup: [1], reads: [.partitions([1])],
            winner: [remove(1), add(1, "b")], loser: [remove(1), add(1, "c")],
            conflict: .concurrentAppend),
        Case(
            name: "overlapping rewrites that share a file", setup: [1, 2, 3],
            reads: [.partitions([1, 3])], winner: [remove(2), remove(3), add(2, "d")],
            loser: [remove(1), remove(3), add(4, "b")], conflict: .concurrentDeleteRead),
        Case(
            name: "rearranging loser beside an append", setup: [1, 2], reads: [.everything],
            winner: [add(3, "e")],
            loser: [moved(remove(1)), moved(remove(2)), moved(add(1, "c"))], conflict: nil),
        Case(
            name: "rearranging loser beside a delete", setup: [1, 2], reads: [.everything],
            winner: [remove(1)],
            loser: [moved(remove(1)), moved(remove(2)), moved(add(1, "c"))],
            conflict: .concurrentDeleteRead),
        Case(
            name: "rearranging winner beside a delete", setup: [1, 2],
            reads: [.partitions([1])], winner: [moved(remove(1)), moved(add(2, "c"))],
            loser: [remove(1)], conflict: .concurrentDeleteRead),
        Case(
            name: "whole table read, a file removed", setup: [1], reads: [.wholeTable],
            winner: [remove(1)], loser: [add(1, "b")], conflict: .concurrentDeleteRead),
        Case(
            name: "domain metadata of one domain",
            winner: [.domainMetadata(DomainMetadata(domain: "d", configuration: "1"))],
            loser: [.domainMetadata(DomainMetadata(domain: "d", configuration: "2"))],
            conflict: .concurrentTransaction),
        Case(
            name: "domain metadata of two domains",
            winner: [.domainMetadata(DomainMetadata(domain: "d", configuration: "1"))],
            loser: [.domainMetadata(DomainMetadata(domain: "e", configuration: "2"))],
            conflict: nil),
        Case(
            name: "append beside a longer retention",
            winner: [
                .metadata(
                    LogFixture.metadata(
                        partitionColumns: ["x"],
                        configuration: ["delta.logRetentionDuration": "interval 60 days"]))
            ],
            loser: [add(1)], conflict: nil),
        Case(
            name: "append beside a change of what the table holds",
            winner: [
                .metadata(
                    LogFixture.metadata(
                        partitionColumns: ["x"], configuration: ["delta.appendOnly": "true"]))
            ],
            loser: [add(1)], conflict: .metadataChanged),
        Case(
            name: "two changes of metadata",
            winner: [.metadata(LogFixture.metadata(partitionColumns: ["x"]))],
            loser: [.metadata(LogFixture.metadata(partitionColumns: ["x"]))],
            conflict: .metadataChanged),
    ]

    /// The verdict of the checker alone, so that even illegal combinations can be asked.
    private func conflict(_ entry: Case) async throws -> CommitConflict.Kind? {
        let fixture = LogFixture()
        try await fixture.write(
            0,
            LogFixture.creation(partitionColumns: entry.partitioned ? ["x"] : [])
                + entry.setup.map { .add(Self.file($0)) })
        let snapshot = try await fixture.log.snapshot()
        var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("X"))
        for read in entry.reads {
            switch read {
            case .everything: transaction.reads.recordEverything()
            case .wholeTable: transaction.reads.wholeTable = true
            case .application(let name): transaction.reads.applications.insert(name)
            case .partitions(let wanted):
                let predicate = ReadPredicate("x in \(wanted.sorted())") { file in
                    guard let text = file.partitionValues["x"], let text else { return true }
                    return Int(text).map { wanted.contains($0) } ?? true
                }
                transaction.reads.record(
                    predicate, found: snapshot.files.filter { predicate.mayMatch($0.addFile) })
            }
        }
        transaction.actions = entry.loser
        var checker = try ConflictChecker(transaction)
        switch try checker.check(WinningCommit(version: 1, actions: entry.winner)) {
        case .compatible: return nil
        case .conflict(let conflict): return conflict.kind
        case .sameWork: return nil
        }
    }

    @Test("DL-CON-01 conflicts are Spark's", arguments: cases)
    func table(entry: Case) async throws {
        #expect(try await conflict(entry) == entry.conflict)
    }

    @Test("DL-CON-02 a new nullable column is no conflict, a required one and a default are")
    func columns() throws {
        func metadata(_ fields: String) -> TableMetadata {
            TableMetadata(id: "i", schemaString: #"{"type":"struct","fields":["# + fields + "]}")
        }
        let old = #"{"name":"a","type":"long","nullable":true,"metadata":{}}"#
        func isHarmless(_ new: String) throws -> Bool {
            try MetadataChange.isHarmless(from: metadata(old), to: metadata(new))
        }
        let named = #"{"name":"b","type":"long","nullable":"#
        #expect(try isHarmless(old + "," + named + #"true,"metadata":{}}"#))
        #expect(try !isHarmless(old + "," + named + #"false,"metadata":{}}"#))
        #expect(
            try !isHarmless(old + "," + named + #"true,"metadata":{"CURRENT_DEFAULT":"1"}}"#))
        #expect(try !isHarmless(named + #"true,"metadata":{}}"# + "," + old))
        #expect(try !isHarmless(#"{"name":"a","type":"string","nullable":true,"metadata":{}}"#))
    }

    @Test("DL-CON-03 with WriteSerializable a blind append may slip in between")
    func writeSerializable() async throws {
        for (level, isBlind, expected) in [
            ("WriteSerializable", true, CommitConflict.Kind?.none),
            ("WriteSerializable", false, .concurrentAppend),
            ("Serializable", true, .concurrentAppend),
        ] {
            let fixture = LogFixture()
            try await fixture.write(
                0, LogFixture.creation(configuration: ["delta.isolationLevel": level]))
            let snapshot = try await fixture.log.snapshot()
            var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("X"))
            transaction.reads.recordEverything()
            transaction.actions = [.add(LogFixture.add("b"))]
            let info = CommitInfo(timestamp: 1, operation: "WRITE", isBlindAppend: isBlind)
            var checker = try ConflictChecker(transaction)
            let winner = WinningCommit(
                version: 1, actions: [.commitInfo(info), .add(LogFixture.add("a"))])
            guard case .conflict(let conflict) = try checker.check(winner) else {
                #expect(expected == nil)
                continue
            }
            #expect(conflict.kind == expected)
        }
    }

    @Test("a rule that a transaction brings is asked about every winner")
    func ownRule() async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create()
        try await fixture.write(
            1, [.commitInfo(CommitInfo(timestamp: 1, operation: "VACUUM START"))])
        var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("WRITE"))
        transaction.actions = [.add(LogFixture.add("a"))]
        transaction.rule = { $0.info?.operation == "VACUUM START" ? "crossed a vacuum" : nil }
        #expect(await fixture.log.commit(transaction).conflict == .ruleOfOperation)
        transaction.rule = nil
        #expect(await fixture.log.commit(transaction).version == 2)
    }
}
