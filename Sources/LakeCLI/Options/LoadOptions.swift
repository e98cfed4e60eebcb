// What `lake append` and `lake overwrite` have in common: rows of files into a table.

import ArgumentParser
import Columnar
import DeltaTable
import Expressions
import HostEnvironment
import Streaming

/// What to do with rows that cannot be read.
enum BadRecords: String, ExpressibleByArgument, CaseIterable {
    case fail
    case skip
}

struct LoadOptions: ParsableArguments {
    @Argument(help: "The files.", completion: .file())
    var files: [String]
    @Option(help: "How the files are read; what their names say if not given.")
    var format: String?
    @Option(help: ArgumentHelp("The columns of a new table.", valueName: "DDL"))
    var schema: String?
    @Option(help: ArgumentHelp("Columns that a new table is partitioned by.", valueName: "a,b"))
    var partitionBy: NamesArgument?
    @Option(help: "What to do with rows that cannot be read.")
    var badRecords: BadRecords = .fail
    @Option(help: ArgumentHelp("With --txn-version: write once only.", valueName: "id"))
    var txnAppId: String?
    @Option(help: ArgumentHelp("The version of the application.", valueName: "n"))
    var txnVersion: Int64?

    func validate() throws {
        if files.isEmpty { throw ValidationError("name at least one file") }
        if (txnAppId == nil) != (txnVersion == nil) {
            throw ValidationError("--txn-app-id and --txn-version go together")
        }
        if let txnVersion, txnVersion < 0 {
            throw ValidationError("--txn-version must not be negative")
        }
    }

    /// Writes the rows of the files in one commit, and says what was done.
    func write(_ mode: WriteMode, to path: String) async throws {
        let environment = try HostEnvironment.commandLine()
        let table = try Table(folder: path, environment: environment)
        let format = try format.map { try SourceFormat(parsing: $0) }
        let inputs = try files.map {
            try LocalFileRows($0, format: format, environment: environment)
        }
        let load = FileLoad(inputs: inputs, skipsBadRecords: badRecords == .skip)
        let known: Schema
        var shape: NewTable?
        if try await table.exists() {
            known = try await table.snapshot().schema
        } else {
            known =
                if let schema { try Schema(parsingDDL: schema) } else {
                    try await load.inferredSchema()
                }
            shape = NewTable(schema: known, partitionColumns: partitionBy?.names ?? [])
        }
        let application = txnAppId.flatMap { id in
            txnVersion.map { ApplicationTransaction(applicationID: id, version: $0) }
        }
        let counts = LoadCounts()
        let result = try await table.write(mode, making: shape, as: application) { writer in
            try await load.run(as: known, into: &writer, counts)
        }
        report(result, counts, path)
    }

    private func report(_ result: CommitResult, _ counts: LoadCounts, _ path: String) {
        if result.wasThere {
            StandardError.write(
                "Nothing to do: '\(txnAppId ?? "")' has reached version \(txnVersion ?? 0) "
                    + "in \(path) already.\n")
            return
        }
        let skipped =
            counts.skipped > 0 ? ", \(ProgressLine.grouped(Int64(counts.skipped))) skipped" : ""
        let files = result.fileCount == 1 ? "1 file" : "\(result.fileCount) files"
        StandardError.write(
            "Version \(result.version) of \(path): "
                + "\(ProgressLine.grouped(result.rowCount)) rows in \(files)\(skipped).\n")
        for warning in result.warnings { StandardError.write("Warning: \(warning)\n") }
    }
}
