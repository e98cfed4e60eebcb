import BinaryIO
import Columnar
import DeltaTable
import HostEnvironment
import ObjectStorage
import Streaming
import Synchronization

/// A folder of NDJSON, a pipeline and a Delta table in a simulated world.
final class TableFixture: Sendable {
    static let schema = "id BIGINT, amount STRING, day STRING"
    static let pipeline = """
        CREATE STREAMING TABLE sales PARTITIONED BY (day) AS
        SELECT id, CAST(amount AS INT) AS amount, day FROM STREAM orders WHERE id >= 0
        """

    let environment: HostEnvironment
    /// Folders by their paths.
    private let stores = Mutex<[String: MemoryObjectStore]>([:])
    let notices = Mutex<[String]>([])

    init(_ environment: HostEnvironment) {
        self.environment = environment
    }

    func store(_ path: String) -> MemoryObjectStore {
        stores.withLock { stores in
            if let known = stores[path] { return known }
            let store = MemoryObjectStore(environment: environment)
            stores[path] = store
            return store
        }
    }

    func write(_ name: String, _ lines: [String]) async throws {
        _ = try await store("incoming").put(
            try ObjectPath(name), Bytes(utf8: lines.map { $0 + "\n" }.joined()), mode: .create)
    }

    /// Runs the pipeline once; its process may be doomed.
    func run(
        _ trigger: Trigger, doom: Doom = .never, sql: String = TableFixture.pipeline,
        schema: String? = TableFixture.schema, sourceOptions: [String: String] = [:],
        options: StreamOptions = StreamOptions()
    ) async throws {
        var options = options
        options.limit.filesMax = 1
        options.onEvent = { [self] event in
            if case .notice(let text) = event { notices.withLock { $0.append(text) } }
        }
        let query = try Pipeline(sql: sql, folder: "data").stream(
            binding: [
                "orders": SourceBinding(
                    live: SourceLocation(
                        .folder("incoming"), schema: schema, options: sourceOptions))
            ], trigger: trigger, options: options, environment: environment,
            openStore: { [self] path, _ in DoomedStore(inner: store(path), doom: doom) })
        try await query.run()
    }

    /// The rows of the table as text, sorted.
    func rows() async throws -> [String] {
        try await rows(of: "data/sales", ["id", "amount", "day"])
    }

    func badRows() async throws -> [String] {
        try await rows(of: "data/sales_bad_records", ["file", "line", "code", "raw"])
    }

    func table(_ path: String = "data/sales") -> Table {
        Table(store: store(path), location: path, environment: environment)
    }

    private func rows(of path: String, _ columns: [String]) async throws -> [String] {
        let table = table(path)
        guard try await table.exists() else { return [] }
        var rows: [String] = []
        for try await batch in try await table.scan(columns: columns) {
            for row in 0..<batch.count {
                rows.append(batch.row(row).map(Self.text).joined(separator: "|"))
            }
        }
        return rows.sorted()
    }

    private static func text(_ value: Scalar) -> String {
        switch value {
        case .null: "null"
        case .string(let text): text
        case .int32(let number): "\(number)"
        case .int64(let number): "\(number)"
        default: "\(value)"
        }
    }
}
