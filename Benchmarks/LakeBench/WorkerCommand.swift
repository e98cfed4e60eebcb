// `lake-bench worker`: speaks the protocol of Benchmarks/peers/worker.py, so that compare.py can run
// this engine in turns with its peers: the name of a case on a line of standard input, the answer
// on a line of standard output.

import ArgumentParser
import Glibc
import HostEnvironment

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Answer names of cases with measurements.",
        shouldDisplay: false)

    @Argument var data: String
    @Argument var scratch: String
    /// Whether results are summed up, once a case.
    @Flag var looks = false

    func run() async throws {
        let host = HostEnvironment.system()
        let folders = BenchFolders(data: data, scratch: scratch)
        try answer("{\"ready\":\"lake\",\"version\":\"\(LakeBench.version)\"}")
        var looked: Set<String> = []
        while let name = readLine() {
            guard let measured = MeasuredCase.all.first(where: { $0.name == name }) else {
                try answer(ResultLine(name).with("skip", flag: true).text)
                continue
            }
            do {
                let result = try await measured.measure(folders, host: host)
                var line = ResultLine(name).with("seconds", result.seconds)
                    .with("peak_mb", result.peakMegabytes).with(result.facts)
                if looks && looked.insert(name).inserted {
                    line = try line.looking(at: result.facts)
                }
                try answer(line.text)
            } catch {
                try answer(ResultLine(name).with("error", text: "\(error)").text)
            }
        }
    }

    /// At once, past the buffer of `print`: the other side waits for the line.
    private func answer(_ line: String) throws {
        try EventFiles.writeAll(Array((line + "\n").utf8), to: STDOUT_FILENO, path: "the answer")
    }
}
