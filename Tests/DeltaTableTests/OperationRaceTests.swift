// All operations at once: every version is what a model says that applies them one after the other.

import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

/// An add of no rows, for tests that look at partitions only.
enum LogText {
    static func add(_ partition: PartitionValues) -> AddFile {
        AddFile(path: "x", partitionValues: partition, size: 1, modificationTime: 1)
    }
}

@Suite struct OperationRaceTests {
    private static func work(
        _ writer: Int64, _ number: Int64, _ random: inout SeededRandom
    ) -> TableWork {
        let start = 40 * writer + 10 * number
        let part = ["a", "b", "c"][Int(random.next(upperBound: 3 as UInt64))]
        switch random.next(upperBound: 12 as UInt64) {
        case 0..<3: return .append(start..<(start + 10), part: part)
        case 3..<6: return .delete(remainder: Int64(random.next(upperBound: 7 as UInt64)))
        case 6, 7: return .replace(start..<(start + 10), part: part)
        case 8: return .overwritePartition(start..<(start + 5), part: part)
        case 9: return .overwrite(start..<(start + 30), part: part)
        default: return .optimize
        }
    }

    @Test(
        "DT-RACE-01 racing operations end as in the order of their versions, and nobody fails",
        arguments: [[:], DeleteTests.vectors], UInt64(1)...20)
    func races(properties: [String: String], seed: UInt64) async throws {
        try await SimulatedEnvironment(seed: seed).run { environment in
            let table = Table(
                store: MemoryObjectStore(environment: environment), location: "memory",
                environment: environment)
            // A dynamic overwrite means another thing without partitions.
            try await table.create(
                schema: VacuumTests.schema, partitionedBy: ["part"], properties: properties)
            for part in ["a", "b"] {
                try await table.append([VacuumTests.rows(0..<60, part: part)])
            }
            let done = try await withThrowingTaskGroup(of: [(Int64, TableWork)].self) { group in
                for writer in Int64(0)..<5 {
                    group.addTask {
                        var random = SeededRandom(seed: seed &* 31 &+ UInt64(writer))
                        var done: [(Int64, TableWork)] = []
                        for number in Int64(0)..<4 {
                            let work =
                                writer == 4 && number == 1
                                ? .addColumn("more") : Self.work(writer, number, &random)
                            if let version = try await work.perform(on: table) {
                                done.append((version, work))
                            }
                        }
                        return done
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let versions = done.map(\.0).sorted()
            #expect(versions == Array(3..<(3 + Int64(done.count))), "seed \(seed)")
            var model: [TableWork.Row] = []
            for part in ["a", "b"] { TableWork.append(0..<60, part: part).apply(to: &model) }
            for (version, work) in done.sorted(by: { $0.0 < $1.0 }) {
                work.apply(to: &model)
                let found = try await TableWork.rows(of: table, at: version)
                #expect(found == model.sorted(), "seed \(seed), version \(version): \(work)")
            }
        }
    }

    @Test("DT-RACE-02 who loses race after race asks the others to let it pass, and they do")
    func lease() async throws {
        try await SimulatedEnvironment(seed: 5).run { environment in
            let store = MemoryObjectStore(environment: environment)
            let table = Table(store: store, location: "memory", environment: environment)
            try await table.create(schema: VacuumTests.schema)
            var loser = PriorityLease(of: table)
            await loser.prepare(attempt: PriorityLease.lostRacesMin - 1)
            let path = try ObjectPath("_lake/priority")
            #expect(try await store.getIfPresent(path) == nil)
            await loser.prepare(attempt: PriorityLease.lostRacesMin)
            #expect(try await store.getIfPresent(path) != nil)
            let started = environment.monotonicNow
            var other = PriorityLease(of: table)
            await other.prepare(attempt: 0)
            let waited = started.duration(to: environment.monotonicNow)
            #expect(waited >= PriorityLease.courtesyMax)
            #expect(waited < PriorityLease.courtesyMax * 2)
            // An append waits for nobody.
            let before = environment.monotonicNow
            try await table.append([VacuumTests.rows(0..<3)])
            #expect(before.duration(to: environment.monotonicNow) < .seconds(1))
            await other.release()
            #expect(try await store.getIfPresent(path) != nil, "not its own")
            await loser.release()
            #expect(try await store.getIfPresent(path) == nil)
            // What was left by somebody who was killed runs out.
            await loser.prepare(attempt: PriorityLease.lostRacesMin)
            try await environment.sleep(for: PriorityLease.duration + .seconds(1))
            let free = environment.monotonicNow
            await other.prepare(attempt: 0)
            #expect(free.duration(to: environment.monotonicNow) < .seconds(1))
        }
    }
}
