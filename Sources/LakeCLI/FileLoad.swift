// The files of `lake append` on their way into a table.

import Columnar
import DeltaTable
import Streaming

/// Loads files, one after the other.
struct FileLoad {
    let inputs: [LocalFileRows]
    let skipsBadRecords: Bool

    /// Bad rows that are shown before the rest is only counted.
    private static let shownMax = 10

    /// The columns of all files together, in the order of first appearance.
    func inferredSchema() async throws -> Schema {
        var fields: [Field] = []
        for input in inputs {
            for field in try await input.inferredSchema().fields {
                guard let index = fields.firstIndex(where: { $0.name == field.name }) else {
                    fields.append(field)
                    continue
                }
                fields[index] = Self.merge(fields[index], field)
            }
        }
        return Schema(fields)
    }

    /// The type that holds the values of both; text where there is no better one.
    private static func merge(_ first: Field, _ second: Field) -> Field {
        if second.type.widens(to: first.type) { return first }
        if first.type.widens(to: second.type) { return second }
        return Field(first.name, .string)
    }

    /// - Throws: `BadRowError` at the first row that cannot be read, unless those are skipped.
    func run(
        as schema: Schema, into writer: inout TableWriter, _ counts: LoadCounts
    ) async throws {
        for input in inputs {
            // A Parquet file says its columns itself; the writer fits them to the table's.
            let columns = input.format == .parquet ? try await input.inferredSchema() : schema
            for try await step in input.steps(as: columns, refusesUnknown: true) {
                switch step {
                case .rows(let batch): try await writer.append(batch)
                case .failures(let failures): try note(failures, counts)
                }
            }
        }
    }

    private func note(_ failures: [LocalFileRows.Failure], _ counts: LoadCounts) throws {
        guard skipsBadRecords else {
            if let first = failures.first { throw BadRowError(failure: first) }
            return
        }
        for failure in failures {
            counts.skipped += 1
            if counts.skipped <= Self.shownMax {
                StandardError.write("Skipped \(BadRowError(failure: failure).place)\n")
            }
        }
    }
}

/// What a load has done.
final class LoadCounts {
    var skipped = 0
}

/// A row of a file that cannot be read.
struct BadRowError: Error, CustomStringConvertible {
    let failure: LocalFileRows.Failure

    var place: String {
        let line = failure.line.map { " line \($0)" } ?? ""
        return "\(failure.file)\(line): \(failure.message)"
    }

    var description: String {
        "\(place). Nothing was appended; mend the row, or set such rows aside with "
            + "--bad-records skip"
    }
}
