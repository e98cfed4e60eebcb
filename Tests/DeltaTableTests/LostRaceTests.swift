// Every operation loses a race to every other, at the moment when it puts its commit: both succeed,
// and the table is what it is when the loser comes after the winner.

import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Synchronization
import Testing

@testable import DeltaTable

@Suite struct LostRaceTests {
    /// A kind of operation; winner and loser do it to other rows where they can.
    enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case append, delete, deletePart, replace, replaceNew, overwritePartition, overwrite
        case optimize, addColumn, addConstraint, setProperty, upgrade

        var testDescription: String { rawValue }

        func work(isWinner: Bool) -> TableWork {
            let shift: Int64 = isWinner ? 0 : 3
            switch self {
            case .append: return .append((200 + 10 * shift)..<(210 + 10 * shift), part: "a")
            case .delete: return .delete(remainder: 1 + shift)
            case .deletePart: return .deletePart(isWinner ? "a" : "b")
            case .replace: return .replace((10 + shift)..<(20 + shift), part: "a")
            case .replaceNew: return .replace(205..<215, part: "c")
            case .overwritePartition:
                return .overwritePartition((300 + 10 * shift)..<(305 + 10 * shift), part: "b")
            case .overwrite: return .overwrite((400 + 10 * shift)..<(410 + 10 * shift), part: "a")
            case .optimize: return .optimize
            case .addColumn: return .addColumn("more\(shift)")
            case .addConstraint: return .addConstraint("rule\(shift)")
            case .setProperty: return .setProperty("key\(shift)", "x")
            // Properties that bring features, which are those of readers too.
            case .upgrade:
                return isWinner
                    ? .setProperty("delta.checkpointPolicy", "v2")
                    : .setProperty("delta.enableInCommitTimestamps", "true")
            }
        }
    }

    static let setup: [TableWork] = [
        .append(0..<15, part: "a"), .append(15..<30, part: "a"), .append(100..<120, part: "b"),
        .delete(remainder: 0), .append(30..<36, part: "a"), .append(120..<126, part: "b"),
    ]

    @Test(
        "DT-RACE-03 who loses a race to any operation is planned again and comes after it",
        arguments: Kind.allCases, Kind.allCases)
    func pair(winner: Kind, loser: Kind) async throws {
        for properties in [[:], DeleteTests.vectors] {
            try await Self.race(winner, loser, properties)
        }
    }

    private static func race(
        _ winner: Kind, _ loser: Kind, _ properties: [String: String]
    ) async throws {
        let environment = HostEnvironment.system()
        let store = MemoryObjectStore(environment: environment)
        let table = Table(store: store, location: "memory", environment: environment)
        try await table.create(
            schema: VacuumTests.schema, partitionedBy: ["part"], properties: properties)
        var model: [TableWork.Row] = []
        for work in setup {
            _ = try await work.perform(on: table)
            work.apply(to: &model)
        }
        let next = try #require(TableVersion(Int64(setup.count + 1)))
        let result = Mutex<(isOver: Bool, version: Int64?)>((false, nil))
        let raced = InterruptedStore(store) { moment, operation, key in
            guard moment == .before, operation == .put, key == LogPath.commit(next).path,
                result.withLock({ state in
                    defer { state.isOver = true }
                    return !state.isOver
                })
            else { return }
            do {
                let version = try await winner.work(isWinner: true).perform(on: table)
                result.withLock { $0.version = version }
            } catch {
                Issue.record("the winner failed: \(error)")
            }
        }
        let late = Table(store: raced, location: "memory", environment: environment)
        let version = try await loser.work(isWinner: false).perform(on: late)
        let newest = try await table.snapshot().version
        let title = "\(winner.rawValue), then \(loser.rawValue)"
        guard result.withLock({ $0.version }) == next.number else {
            Issue.record("\(title): the loser put no commit, or the winner had nothing to do")
            return
        }
        winner.work(isWinner: true).apply(to: &model)
        #expect(try await TableWork.rows(of: table, at: next.number) == model.sorted(), "\(title)")
        loser.work(isWinner: false).apply(to: &model)
        #expect(try await TableWork.rows(of: table, at: newest) == model.sorted(), "\(title)")
        #expect(version == nil || version == next.number + 1, "\(title)")
        #expect(newest == version ?? next.number, "\(title)")
        // Of the lost plan nothing is left but files that a vacuum takes.
        #expect(try await table.check(depth: .data).findings.allSatisfy { $0.severity == .note })
    }
}
