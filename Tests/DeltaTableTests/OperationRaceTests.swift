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
    enum Work: Sendable {
        case append(Range<Int64>, part: String)
        case delete(remainder: Int64)
        case replace(Range<Int64>, part: String)
        case overwritePartition(Range<Int64>, part: String)
        case overwrite(Range<Int64>, part: String)
        case optimize
        case addColumn(String)
    }

    struct Row: Hashable, Comparable {
        let id: Int64
        let part: String

        static func < (left: Row, right: Row) -> Bool {
            (left.id, left.part) < (right.id, right.part)
        }
    }

    private static func apply(_ work: Work, to model: inout [Row]) {
        func rows(_ ids: Range<Int64>, _ part: String) -> [Row] {
            ids.map { Row(id: $0, part: part) }
        }
        switch work {
        case .append(let ids, let part): model += rows(ids, part)
        case .delete(let remainder): model.removeAll { $0.id % 7 == remainder }
        case .replace(let ids, let part):
            model.removeAll { ids.contains($0.id) }
            model += rows(ids.dropLast(2).first.map { $0..<(ids.upperBound - 2) } ?? ids, part)
        case .overwritePartition(let ids, let part):
            model.removeAll { $0.part == part }
            model += rows(ids, part)
        case .overwrite(let ids, let part): model = rows(ids, part)
        case .optimize, .addColumn: break
        }
    }

    /// - Returns: the version that has it; nil where nothing was to be done.
    private static func perform(
        _ work: Work, on table: Table
    ) async throws -> Int64? {
        switch work {
        case .append(let ids, let part):
            return try await table.append([VacuumTests.rows(ids, part: part)]).version
        case .delete(let remainder):
            let result = try await table.delete(
                where: Expression(parsing: "id % 7 = \(remainder)"))
            return result.deletedRowCount == 0 ? nil : result.version
        case .replace(let ids, let part):
            let condition = try Expression(
                parsing: "id >= \(ids.lowerBound) AND id < \(ids.upperBound)")
            let rows = VacuumTests.rows(ids.lowerBound..<(ids.upperBound - 2), part: part)
            return try await table.overwrite([rows], scope: .rows(where: condition)).version
        case .overwritePartition(let ids, let part):
            return try await table.overwrite(
                [VacuumTests.rows(ids, part: part)], scope: .partitions
            ).version
        case .overwrite(let ids, let part):
            return try await table.overwrite([VacuumTests.rows(ids, part: part)]).version
        case .optimize:
            let result = try await table.optimize()
            return result.removedFileCount == 0 ? nil : result.version
        case .addColumn(let name):
            return try await table.addColumns([Field(name, .int64)]).version
        }
    }

    private static func work(
        _ writer: Int64, _ number: Int64, _ random: inout SeededRandom
    ) -> Work {
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

    private static func rows(_ table: Table, _ version: Int64) async throws -> [Row] {
        var rows: [Row] = []
        let scan = try await table.scan(columns: ["id", "part"], at: .version(version))
        for try await batch in scan {
            for row in 0..<batch.count {
                guard case .int64(let id) = batch.columns[0].scalar(at: row),
                    case .string(let part) = batch.columns[1].scalar(at: row)
                else { continue }
                rows.append(Row(id: id, part: part))
            }
        }
        return rows.sorted()
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
            let done = try await withThrowingTaskGroup(of: [(Int64, Work)].self) { group in
                for writer in Int64(0)..<5 {
                    group.addTask {
                        var random = SeededRandom(seed: seed &* 31 &+ UInt64(writer))
                        var done: [(Int64, Work)] = []
                        for number in Int64(0)..<4 {
                            let work =
                                writer == 4 && number == 1
                                ? .addColumn("more") : Self.work(writer, number, &random)
                            if let version = try await Self.perform(work, on: table) {
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
            var model: [Row] = []
            for part in ["a", "b"] { Self.apply(.append(0..<60, part: part), to: &model) }
            for (version, work) in done.sorted(by: { $0.0 < $1.0 }) {
                Self.apply(work, to: &model)
                let found = try await Self.rows(table, version)
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
