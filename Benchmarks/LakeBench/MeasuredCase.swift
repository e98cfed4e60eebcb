// A piece of work to measure: a preparation that is not measured gives the body that is.

import Glibc
import HostEnvironment

/// Where the data lies and where a case may write.
struct BenchFolders: Sendable {
    let data: String
    let scratch: String
}

struct MeasuredCase: Sendable {
    typealias Body = @Sendable () async throws -> [Fact]

    /// Something that the body says about its work.
    enum Fact: Sendable {
        case count(String, Int)
        case number(String, Double)
        case childPeak(Int)
        /// What is found out about a result afterwards, as names and JSON.
        case look(@Sendable () throws -> [(String, String)])
    }

    struct Measurement: Sendable {
        let seconds: Double
        let peakMegabytes: Int
        let facts: [Fact]
    }

    let name: String
    let prepare: @Sendable (BenchFolders) async throws -> Body

    /// Every case, by the names that Benchmarks/peers uses.
    static let all: [MeasuredCase] =
        ParquetCases.all + ParquetReadCases.all + ParquetWriteCases.all + LogCases.all
        + TableCases.all + StagingCases.all + CommandCases.all

    /// What a body says about the memory of a process that it started.
    private static func childPeak(_ facts: [Fact]) -> Int? {
        for case .childPeak(let megabytes) in facts { return megabytes }
        return nil
    }

    func measure(_ folders: BenchFolders, host: HostEnvironment) async throws -> Measurement {
        let body = try await prepare(folders)
        ProcessMemory.forgetPeak()
        let started = host.monotonicNow
        let facts = try await body()
        let seconds = started.duration(to: host.monotonicNow).inSeconds
        return Measurement(
            seconds: seconds, peakMegabytes: Self.childPeak(facts) ?? ProcessMemory.peakMegabytes(),
            facts: facts)
    }
}

extension ResultLine {
    func with(_ facts: [MeasuredCase.Fact]) -> ResultLine {
        facts.reduce(self) { line, fact in
            switch fact {
            case .count(let name, let value): line.with(name, value)
            case .number(let name, let value): line.with(name, value)
            case .childPeak, .look: line
            }
        }
    }

    /// What is found out about the results.
    func looking(at facts: [MeasuredCase.Fact]) throws -> ResultLine {
        var line = self
        for case .look(let find) in facts {
            for (name, json) in try find() { line = line.with(name, json: json) }
        }
        return line
    }
}

enum ProcessMemory {
    /// Starts the kernel's record of the highest resident memory anew.
    static func forgetPeak() {
        let file = open("/proc/self/clear_refs", O_WRONLY)
        guard file >= 0 else { return }
        _ = write(file, "5", 1)
        close(file)
    }

    static func peakMegabytes() -> Int {
        let file = open("/proc/self/status", O_RDONLY)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        let text = String(unsafeUninitializedCapacity: 8192) {
            max(0, read(file, $0.baseAddress!, 8192))
        }
        for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            let digits = line.filter(\.isNumber)
            return (Int(digits) ?? 0) / 1024
        }
        return 0
    }
}
