import ArgumentParser
import BinaryIO
import DeltaProtocol
import DeltaTable
import ObjectStorage

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Print the actions of a table's commits as they stand in the log.",
        discussion: """
            Each line is {"version": N, "action": {...}}.

            EXAMPLES
              lake log data/events --from 12 --to 14
              lake log data/events | jq -c 'select(.action.add) | .action.add.path'
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("The first version; the newest unless given.", valueName: "N"))
    var from: Int64?
    @Option(help: ArgumentHelp("The last version; the newest unless given.", valueName: "N"))
    var to: Int64?

    func run() async throws {
        let table = try await table.open()
        let newest = try await table.snapshot().version
        let first = from ?? (to ?? newest)
        let last = min(to ?? newest, newest)
        guard first >= 0, first <= last else {
            throw ValidationError("there is no version from \(first) to \(last)")
        }
        for number in first...last {
            guard let version = TableVersion(number) else { continue }
            let path = try ObjectPath(LogPath.commit(version).path)
            guard let content = try await table.store.getIfPresent(path) else {
                throw TableError(
                    .versionNotFound, "commit \(number) is no longer in the log")
            }
            let text = content.bytes.utf8String() ?? ""
            for line in text.split(separator: "\n") where !line.isEmpty {
                StandardOutput.write("{\"version\":\(number),\"action\":\(line)}\n")
            }
        }
    }
}
