import Foundation
import LakeSimulation
import Testing

@Suite("The ledger of seeds")
struct LedgerTests {
    private let path = NSTemporaryDirectory() + "ledger-\(UUID().uuidString)"

    private func remove() { try? FileManager.default.removeItem(atPath: path) }

    @Test("SI-RUN-04: stretches and their revisions are read as they were written")
    func roundTrip() throws {
        defer { remove() }
        let first = Ledger.Entry(
            seeds: 1...100, commits: 3600, faults: 8000, revision: "1234567", failed: [17, 23])
        let second = Ledger.Entry(
            seeds: 101...200, commits: 3500, faults: 7900, revision: "0f2c-dirty", failed: [])
        let ledger = try Ledger(path: path)
        try ledger.add(first)
        try ledger.add(second)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(
            text == """
                # first seed, last seed, commits, injected faults, revision, seeds that failed
                1 100 3600 8000 rev:1234567 17 23
                101 200 3500 7900 rev:0f2c-dirty

                """)
        let again = try Ledger(path: path)
        #expect(again.entries == [first, second])
        #expect(again.has(200) && !again.has(201))
    }

    @Test("SI-RUN-04: a line without a revision is of an unknown one, a damaged line is none")
    func oldAndDamaged() throws {
        defer { remove() }
        let text = "# old\n1 100 3600 8000 17\n101 200 35x 7900\n201 300 3400\n301 400 1 2 rev:a 3"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let ledger = try Ledger(path: path)
        #expect(ledger.entries.map(\.seeds) == [1...100, 301...400])
        #expect(ledger.entries.map(\.revision) == ["unknown", "a"])
        #expect(ledger.entries.map(\.failed) == [[17], [3]])
    }

    @Test("SI-RUN-04: the summary counts each seed at the revision that ran it last")
    func summary() throws {
        defer { remove() }
        let ledger = try Ledger(path: path)
        #expect(ledger.summary(of: 1...50) == "the ledger has 0 of 50 seeds; none failed")
        func add(_ seeds: ClosedRange<UInt64>, _ revision: String, _ failed: [UInt64]) throws {
            try ledger.add(
                Ledger.Entry(
                    seeds: seeds, commits: 1, faults: 1, revision: revision, failed: failed))
        }
        try add(1...100, "a", [7, 60])
        try add(51...150, "b", [120])
        #expect(
            ledger.summary(of: 1...200)
                == "the ledger has 150 of 200 seeds: 50 at a, 100 at b; FAILED: 7 120")
    }

    @Test("SI-RUN-04: a ledger that cannot be read is not written over")
    func unreadable() throws {
        defer { remove() }
        try Data([0xFF, 0xFE, 0xFF]).write(to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self) { try Ledger(path: path) }
    }
}
