import DeltaProtocol
import Testing

@testable import DeltaLog

/// The "Duplicate action" cases of Delta's OptimisticTransactionSuiteBase: two actions of one
/// commit that are about one file.
@Suite struct DuplicateActionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let actions: [Action]
        var isLegal = false

        var testDescription: String { name }
    }

    private static func add(_ vector: String? = nil) -> Action {
        var file = LogFixture.add("a")
        file.deletionVector = vector.map(Self.vector)
        return .add(file)
    }

    private static func remove(_ vector: String? = nil) -> Action {
        var file = LogFixture.remove("a")
        file.deletionVector = vector.map(Self.vector)
        return .remove(file)
    }

    private static func vector(_ name: String) -> DeletionVectorDescriptor {
        DeletionVectorDescriptor(
            storageType: "u", pathOrInlineDV: name, offset: 1, sizeInBytes: 36, cardinality: 1)
    }

    private static let one = "ab^-aqEH.-t@S}K{vb[*k^"
    private static let two = "vBn[lx{q8@P<9BNH/isA"

    static let rows: [Row] = [
        Row(name: "remove twice", actions: [remove(), remove()]),
        Row(name: "remove twice, same vector", actions: [remove(one), remove(one)]),
        Row(name: "remove twice, vector and none", actions: [remove(one), remove()]),
        Row(name: "remove twice, different vectors", actions: [remove(one), remove(two)]),
        Row(name: "add twice", actions: [add(), add()]),
        Row(name: "add twice, same vector", actions: [add(one), add(one)]),
        Row(name: "add twice, vector and none", actions: [add(), add(one)]),
        Row(name: "add twice, different vectors", actions: [add(one), add(two)]),
        Row(name: "remove and add", actions: [add(), remove()]),
        Row(name: "remove and add, same vector", actions: [add(one), remove(one)]),
        Row(
            name: "remove and add with a first vector", actions: [remove(), add(one)],
            isLegal: true),
        Row(
            name: "remove and add with another vector", actions: [remove(one), add(two)],
            isLegal: true),
    ]

    @Test("DP-ACT-04 a commit never holds two actions on one file", arguments: rows)
    func refuses(row: Row) async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create()
        var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("X"))
        transaction.actions = row.actions
        let outcome = await fixture.log.commit(transaction)
        #expect(outcome.error == (row.isLegal ? nil : .invalidCommit))
        #expect(outcome.version == (row.isLegal ? 1 : nil))
        #expect(try await fixture.commitCount() == (row.isLegal ? 2 : 1))
    }
}
