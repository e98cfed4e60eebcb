// What a test does to a table, with a model of what that does to the rows.

import Columnar
import Expressions

@testable import DeltaTable

/// One operation on a table of `id` and `part`.
enum TableWork: Sendable {
    case append(Range<Int64>, part: String)
    case delete(remainder: Int64)
    case deletePart(String)
    /// Rows of a range of ids are replaced by those of all but its last two.
    case replace(Range<Int64>, part: String)
    case overwritePartition(Range<Int64>, part: String)
    case overwrite(Range<Int64>, part: String)
    case optimize
    case addColumn(String)
    /// One that every row satisfies.
    case addConstraint(String)
    case setProperty(String, String)

    struct Row: Hashable, Comparable {
        let id: Int64
        let part: String

        static func < (left: Row, right: Row) -> Bool {
            (left.id, left.part) < (right.id, right.part)
        }
    }

    func apply(to model: inout [Row]) {
        func rows(_ ids: Range<Int64>, _ part: String) -> [Row] {
            ids.map { Row(id: $0, part: part) }
        }
        switch self {
        case .append(let ids, let part): model += rows(ids, part)
        case .delete(let remainder): model.removeAll { $0.id % 7 == remainder }
        case .deletePart(let part): model.removeAll { $0.part == part }
        case .replace(let ids, let part):
            model.removeAll { ids.contains($0.id) }
            model += rows(ids.lowerBound..<(ids.upperBound - 2), part)
        case .overwritePartition(let ids, let part):
            model.removeAll { $0.part == part }
            model += rows(ids, part)
        case .overwrite(let ids, let part): model = rows(ids, part)
        case .optimize, .addColumn, .addConstraint, .setProperty: break
        }
    }

    /// - Returns: the version that has it; nil where nothing was to be done.
    func perform(on table: Table) async throws -> Int64? {
        switch self {
        case .append(let ids, let part):
            return try await table.append([VacuumTests.rows(ids, part: part)]).version
        case .delete(let remainder):
            return try await Self.delete("id % 7 = \(remainder)", table)
        case .deletePart(let part): return try await Self.delete("part = '\(part)'", table)
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
        case .addConstraint(let name):
            return try await table.addConstraint(name, Expression(parsing: "id >= 0")).version
        case .setProperty(let key, let value):
            return try await table.setProperties([key: value]).version
        }
    }

    private static func delete(_ condition: String, _ table: Table) async throws -> Int64? {
        let result = try await table.delete(where: Expression(parsing: condition))
        return result.deletedRowCount == 0 ? nil : result.version
    }

    /// The rows of a version, sorted.
    static func rows(of table: Table, at version: Int64) async throws -> [Row] {
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
}
