import ArgumentParser
import DeltaLog
import DeltaProtocol
import DeltaTable

struct CheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Write a checkpoint of the newest version, so that the table opens faster.",
        discussion: """
            Writers make one every delta.checkpointInterval commits (10 unless set) by themselves.

            EXAMPLES
              lake checkpoint data/events
            """)

    @OptionGroup var table: TableArgument

    func run() async throws {
        let table = try await table.open()
        let snapshot = try await table.snapshot()
        let report = try await table.translatingErrors {
            try await table.log.checkpoint(snapshot.log)
        }
        StandardError.write(
            "Wrote a checkpoint of version \(snapshot.version): "
                + "\(ProgressLine.grouped(Int64(report.actions))) actions, "
                + "\(ByteCountArgument.text(report.bytes)).\n")
    }
}
