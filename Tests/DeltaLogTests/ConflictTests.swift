import DeltaProtocol
import HostEnvironment
import Testing

@testable import DeltaLog

/// What the tables of Spark's suite (ConflictTableTests) leave out: what the table holds, what the
/// loser read, what the winner and the loser commit.
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
        Case(
            name: "rearranging winner beside a delete", setup: [1, 2],
            reads: [.partitions([1])], winner: [moved(remove(1)), moved(add(2, "c"))],
            loser: [remove(1)], conflict: .concurrentDeleteRead),
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
                    predicate,
                    found: try await snapshot.files().filter { predicate.mayMatch($0.addFile) })
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
