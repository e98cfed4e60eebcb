import Columnar
import DeltaTable
import HostEnvironment
import ObjectStorage
import Testing

/// Writers whose clocks are wrong.
@Suite struct ClockTests {
    private static let schema = Schema([Field("id", .int64)])
    private static let day = Duration.seconds(86_400)

    private static func row(_ id: Int64) -> RecordBatch {
        RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: [.int64(id)], type: .int64)], count: 1)
    }

    private static func ids(_ scan: TableScan) async throws -> [Int64] {
        var ids: [Int64] = []
        for try await batch in scan {
            for case .int64(let id) in batch.columns[0].scalars() { ids.append(id) }
        }
        return ids.sorted()
    }

    @Test("CP-CLK-01: the history's times rise and each of them travels to its version")
    func historyTimes() async throws {
        try await SimulatedEnvironment(seed: 1).run { environment in
            let store = MemoryObjectStore(environment: environment)
            let skews: [Duration] = [
                .zero, Self.day * -3, Self.day * 40, Self.day * -400, .zero,
            ]
            for (index, skew) in skews.enumerated() {
                let table = Table(
                    store: store, location: "memory", environment: environment.skewed(by: skew))
                if index == 0 {
                    try await table.create(schema: Self.schema)
                } else {
                    try await table.append([Self.row(Int64(index))])
                }
                try await environment.sleep(for: .seconds(5))
            }
            let table = Table(store: store, location: "memory", environment: environment)
            let history = try await table.history()
            #expect(history.map(\.version) == [4, 3, 2, 1, 0])
            for (late, early) in zip(history, history.dropFirst()) {
                #expect(late.timestamp > early.timestamp)
            }
            for entry in history {
                let found = try await Self.ids(table.scan(at: .timestamp(entry.timestamp)))
                #expect(found == (0..<entry.version).map { $0 + 1 })
            }
        }
    }
}
