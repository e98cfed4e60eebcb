import Testing

@testable import LakeCLI

@Suite struct ArgumentTests {
    @Test("durations read as people write them")
    func durations() {
        #expect(DurationArgument(argument: "500ms")?.duration == .milliseconds(500))
        #expect(DurationArgument(argument: "10s")?.duration == .seconds(10))
        #expect(DurationArgument(argument: "5m")?.duration == .seconds(300))
        #expect(DurationArgument(argument: "168h")?.duration == .seconds(604_800))
        #expect(DurationArgument(argument: "7d")?.duration == .seconds(604_800))
    }

    @Test(
        "what is not a duration is refused",
        arguments: ["", "s", "-1s", "5", "9223372036854775807d"])
    func badDurations(text: String) {
        #expect(DurationArgument(argument: text) == nil)
    }

    @Test("byte counts read and print")
    func byteCounts() {
        #expect(ByteCountArgument(argument: "4096")?.bytes == 4096)
        #expect(ByteCountArgument(argument: "64KB")?.bytes == 64_000)
        #expect(ByteCountArgument(argument: "1MiB")?.bytes == 1_048_576)
        #expect(ByteCountArgument(argument: "2gb")?.bytes == 2_000_000_000)
        #expect(ByteCountArgument(argument: "9223372036854775807TB") == nil)
        #expect(ByteCountArgument(argument: "x") == nil)
        #expect(ByteCountArgument.text(999) == "999 B")
        #expect(ByteCountArgument.text(1_210_000_000) == "1.21 GB")
        #expect(ByteCountArgument.text(1_005_000) == "1.00 MB")
    }

    @Test("a key needs a name, a value may hold equals signs")
    func keyValues() {
        #expect(KeyValueArgument(argument: "a=b=c")?.value == "b=c")
        #expect(KeyValueArgument(argument: "=b") == nil)
        #expect(KeyValueArgument(argument: "ab") == nil)
    }

    @Test("bars and times are short")
    func progress() {
        #expect(ProgressLine.bar(done: 1, of: 4, width: 8) == "[##......]")
        #expect(ProgressLine.bar(done: 9, of: 4, width: 4) == "[####]")
        #expect(ProgressLine.remaining(seconds: 61.2) == "1m02s")
        #expect(ProgressLine.remaining(seconds: 3720) == "1h02m")
        #expect(ProgressLine.remaining(seconds: nil) == "-")
        #expect(ProgressLine.grouped(1_234_567) == "1,234,567")
        #expect(ProgressLine.grouped(-100) == "-100")
        #expect(ProgressLine.rate(rowsPerSecond: 1234.9) == "1,234 rows/s")
        for rate in [nil, .infinity, -.infinity, .nan, 1e300] as [Double?] {
            #expect(ProgressLine.rate(rowsPerSecond: rate) == "-")
        }
    }
}
