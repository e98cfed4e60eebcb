// `lake-bench run`: each case several times, one JSON line a case.

import ArgumentParser
import HostEnvironment

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Measure cases: median, min, max and peak memory.")

    @Argument(help: "The folder that Benchmarks/peers/datasets.py made.")
    var data: String

    @Option(help: "A folder to write into.")
    var scratch = "/tmp/lake-bench"

    @Option(help: "Names of cases, with commas; all when absent.")
    var cases: String?

    @Option(help: "Runs of each case after one that warms up.")
    var runs = 5

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs is positive") }
    }

    func run() async throws {
        try EventFiles.makeFolder(scratch)
        let host = HostEnvironment.system()
        let folders = BenchFolders(data: data, scratch: scratch)
        let wanted = cases?.split(separator: ",").map(String.init)
        let selected = MeasuredCase.all.filter { wanted?.contains($0.name) ?? true }
        if selected.count == 1 { return try await measure(selected[0], folders, host: host) }
        // A process that has run one case keeps some of its heap, which would count for the next.
        for measured in selected {
            _ = try ChildProcess.run(
                ChildProcess.thisProgram(),
                [
                    "run", data, "--scratch", scratch, "--cases", measured.name, "--runs",
                    "\(runs)",
                ])
        }
    }

    private func measure(
        _ measured: MeasuredCase, _ folders: BenchFolders, host: HostEnvironment
    ) async throws {
        var results: [MeasuredCase.Measurement] = []
        for run in 0...runs {
            let result = try await measured.measure(folders, host: host)
            if run > 0 { results.append(result) }
        }
        print(line(measured.name, results).text)
    }

    private func line(_ name: String, _ results: [MeasuredCase.Measurement]) -> ResultLine {
        let seconds = results.map(\.seconds).sorted()
        return ResultLine(name)
            .with("runs", results.count)
            .with("median_s", seconds[seconds.count / 2])
            .with("min_s", seconds.first ?? 0)
            .with("max_s", seconds.last ?? 0)
            .with("peak_mb", results.map(\.peakMegabytes).max() ?? 0)
            .with(results.last?.facts ?? [])
    }
}
