// The root of the command tree. Commands parse, call one verb of the library and print; they
// decide nothing about data.

package import ArgumentParser
import HostEnvironment

/// `lake`: Delta Lake tables from a shell.
package struct LakeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lake",
        abstract: "Delta Lake tables: history and live data in one table.",
        discussion: """
            Exit codes: 0 done, 1 error, 64 usage, 3 conflict not resolvable, 4 not found,
            5 unsupported table feature, 6 corrupt data, 75 outcome unknown.
            Data goes to standard output, logs and progress to standard error.
            """,
        version: LakeVersion.text,
        subcommands: [
            CreateCommand.self,
            AppendCommand.self,
            ReadCommand.self,
            ChangesCommand.self,
            SchemaCommand.self,
            AlterCommand.self,
            OverwriteCommand.self,
            DeleteCommand.self,
            OptimizeCommand.self,
            DescribeCommand.self,
            HistoryCommand.self,
            FilesCommand.self,
            LogCommand.self,
            CheckpointCommand.self,
            VacuumCommand.self,
            FsckCommand.self,
            TransactionStatusCommand.self,
            BackfillCommand.self,
            ParquetCommand.self,
            StreamCommand.self,
        ])

    package init() {}
}

extension LakeCommand {
    /// Parses the process's arguments, runs the command and ends the process with its exit code.
    package static func start() async {
        FreedMemory.keep()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ErrorReport(error).exit(from: self)
        }
    }
}
