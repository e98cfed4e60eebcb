import ArgumentParser
import DeltaLog
import DeltaTable
import Glibc

struct TransactionStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "txn-status",
        abstract: "Find out whether a commit whose outcome was unknown is in the table.",
        discussion: """
            Prints the version and exits 0 where it is, exits 4 where no commit of the log carries
            the id.

            EXAMPLES
              lake txn-status data/events 7d4f0c5e-8a43-4d38-9a35-3d2a5a7f0b11
            """)

    @OptionGroup var table: TableArgument
    @Argument(help: "The txnId that the error named.")
    var transactionID: String

    func run() async throws {
        let table = try await table.open()
        let status = try await table.translatingErrors {
            try await table.log.status(ofTransaction: transactionID)
        }
        switch status {
        case .committed(let version): StandardOutput.write("committed as version \(version)\n")
        case .notFound(let oldest):
            StandardOutput.write("not found in versions \(oldest) and newer\n")
            throw ExitCode(ExitCodes.notFound.rawValue)
        }
    }
}
