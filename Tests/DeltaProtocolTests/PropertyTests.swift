import DeltaProtocol
import Testing

@Suite struct PropertyTests {
    @Test("DP-PROP-01 defaults are those of the reference implementation")
    func defaults() throws {
        let properties = TableProperties([:])
        #expect(try properties.checkpointInterval() == 10)
        #expect(try properties.logRetention() == .seconds(30 * 86400))
        #expect(try properties.deletedFileRetention() == .seconds(7 * 86400))
        #expect(try properties.setTransactionRetention() == nil)
        #expect(try properties.appendOnly() == false)
        #expect(try properties.enableExpiredLogCleanup())
        #expect(try properties.checkpointWriteStatsAsJSON())
        #expect(try properties.isolationLevel() == .serializable)
        #expect(try properties.dataSkippingNumIndexedColumns() == 32)
        #expect(try properties.targetFileSizeBytes() == nil)
    }

    @Test(
        "DP-PROP-01 intervals are read as Spark spells them",
        arguments: [
            ("interval 30 days", Duration.seconds(2_592_000)),
            ("INTERVAL 1 WEEK", .seconds(604_800)),
            ("interval 2 days 3 hours", .seconds(183_600)), ("5 minutes", .seconds(300)),
            ("interval 0 hours", .zero), ("interval 1500 milliseconds", .milliseconds(1500)),
            ("interval 1 hour 7 microseconds", .microseconds(3_600_000_007)),
        ])
    func intervals(text: String, expected: Duration) throws {
        let properties = TableProperties(["delta.logRetentionDuration": text])
        #expect(try properties.logRetention() == expected)
    }

    @Test(
        "DP-PROP-01 other interval texts are refused, with the property",
        arguments: [
            "", "interval", "1 month", "interval 1 year", "interval -1 days", "interval x days",
            "interval 1", "interval 9223372036854775807 weeks", "P1D",
        ])
    func badIntervals(text: String) {
        do {
            _ = try TableProperties(["delta.logRetentionDuration": text]).logRetention()
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.code == .invalidProperty)
            #expect(error.message.contains("delta.logRetentionDuration"))
        }
    }

    @Test("values of another type are refused")
    func badValues() {
        #expect(throws: DeltaProtocolError.self) {
            _ = try TableProperties(["delta.checkpointInterval": "0"]).checkpointInterval()
        }
        #expect(throws: DeltaProtocolError.self) {
            _ = try TableProperties(["delta.appendOnly": "yes"]).appendOnly()
        }
        #expect(throws: DeltaProtocolError.self) {
            _ = try TableProperties(["delta.isolationLevel": "Loose"]).isolationLevel()
        }
    }

    @Test("sizes have suffixes, and -1 means all columns")
    func sizes() throws {
        #expect(
            try TableProperties(["delta.targetFileSize": "100MB"]).targetFileSizeBytes()
                == 104_857_600)
        #expect(try TableProperties(["delta.targetFileSize": "7"]).targetFileSizeBytes() == 7)
        #expect(
            try TableProperties(["delta.dataSkippingNumIndexedCols": "-1"])
                .dataSkippingNumIndexedColumns() == nil)
    }
}
