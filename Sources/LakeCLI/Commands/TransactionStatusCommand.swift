import ArgumentParser
import DeltaLog
import DeltaTable
import Glibc

struct TransactionStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "txn-status",
        abstract: "Find out whether a commit is in the table.",
        discussion: """
            For a command that ended with exit code 75 (outcome unknown), name the txnId of its
            message. For a command that was killed before it could say anything, name the
            application and version that it was given with --txn-app-id and --txn-version.

            Prints the version and exits 0 where the commit is in the table; exits 4 where it is
            not. Ask after the command has ended: what is still running may commit yet.

            EXAMPLES
              lake txn-status data/events 7d4f0c5e-8a43-4d38-9a35-3d2a5a7f0b11
              lake txn-status data/sales --txn-app-id loader --txn-version 3
            """)

    @OptionGroup var table: TableArgument
    @Argument(help: "The txnId that the error named.")
    var transactionID: String?
    @Option(help: ArgumentHelp("Instead of a txnId: the application.", valueName: "id"))
    var txnAppId: String?
    @Option(help: ArgumentHelp("The version of the application.", valueName: "n"))
    var txnVersion: Int64?

    func validate() throws {
        if (txnAppId == nil) != (txnVersion == nil) {
            throw ValidationError("--txn-app-id and --txn-version go together")
        }
        if (transactionID == nil) == (txnAppId == nil) {
            throw ValidationError("name either a txnId or --txn-app-id and --txn-version")
        }
    }

    func run() async throws {
        let table = try await table.open()
        let status = try await table.translatingErrors {
            if let transactionID {
                return try await table.log.status(ofTransaction: transactionID)
            }
            return try await table.log.status(
                ofApplication: ApplicationProgress(
                    appID: txnAppId ?? "", version: txnVersion ?? 0))
        }
        switch status {
        case .committed(let version): StandardOutput.write("committed as version \(version)\n")
        case .reached(let version):
            StandardOutput.write(
                "committed; the application has reached version \(version) since\n")
        case .notFound(let oldest):
            StandardOutput.write(
                txnAppId == nil
                    ? "not found in versions \(oldest) and newer\n"
                    : "not committed; the application has not reached this version\n")
            throw ExitCode(ExitCodes.notFound.rawValue)
        }
    }
}
