import Streaming
import Testing

@Suite struct QueryProgressTests {
    @Test("ST-PRG-01: progress is Spark's JSON, rounded to one decimal, maps sorted")
    func json() {
        let progress = QueryProgress(
            id: "11111111-1111-4111-8111-111111111111",
            runID: "22222222-2222-4222-8222-222222222222", name: "events",
            timestampMilliseconds: 1_795_192_523_004, batchID: 3, batchDuration: 120,
            durations: ["walCommit": 3, "addBatch": 90, "triggerExecution": 120],
            sources: [
                QueryProgress.Source(
                    description: "FolderSource[in]", startOffset: "{\"logOffset\":2}",
                    endOffset: "{\"logOffset\":3}", latestOffset: "{\"logOffset\":3}",
                    inputRowCount: 1000, inputRowsPerSecond: 333.349,
                    processedRowsPerSecond: 8333.25,
                    metrics: ["numFilesOutstanding": "2", "numBytesOutstanding": "10"])
            ], sinkDescription: "DeltaTableSink[t]", outputRowCount: 999, tableVersion: 7,
            badRowCount: 1)
        #expect(
            progress.json
                == #"{"id":"11111111-1111-4111-8111-111111111111","#
                + #""runId":"22222222-2222-4222-8222-222222222222","name":"events","#
                + #""timestamp":"2026-11-20T16:35:23.004Z","batchId":3,"batchDuration":120,"#
                + #""numInputRows":1000,"inputRowsPerSecond":333.3,"#
                + #""processedRowsPerSecond":8333.3,"#
                + #""durationMs":{"addBatch":90,"triggerExecution":120,"walCommit":3},"#
                + #""stateOperators":[],"sources":[{"description":"FolderSource[in]","#
                + #""startOffset":{"logOffset":2},"endOffset":{"logOffset":3},"#
                + #""latestOffset":{"logOffset":3},"numInputRows":1000,"#
                + #""inputRowsPerSecond":333.3,"processedRowsPerSecond":8333.3,"#
                + #""metrics":{"numBytesOutstanding":"10","numFilesOutstanding":"2"}}],"#
                + #""sink":{"description":"DeltaTableSink[t]","numOutputRows":999,"#
                + #""metrics":{"tableVersion":"7"}},"#
                + #""observedMetrics":{"badRecords":{"count":1}}}"#)
    }

    @Test("ST-PRG-02: what is not a number and empty maps are left out, the first start is null")
    func omissions() {
        let progress = QueryProgress(
            id: "a", runID: "b", name: "n", timestampMilliseconds: -1, batchID: 0,
            batchDuration: 0, durations: [:],
            sources: [
                QueryProgress.Source(
                    description: "s", startOffset: nil, endOffset: "1", latestOffset: nil,
                    inputRowCount: 0, inputRowsPerSecond: nil, processedRowsPerSecond: .infinity)
            ], sinkDescription: "k", outputRowCount: -1)
        #expect(
            progress.json
                == #"{"id":"a","runId":"b","name":"n","timestamp":"1969-12-31T23:59:59.999Z","#
                + #""batchId":0,"batchDuration":0,"numInputRows":0,"stateOperators":[],"#
                + #""sources":[{"description":"s","startOffset":null,"endOffset":1,"#
                + #""latestOffset":null,"numInputRows":0}],"#
                + #""sink":{"description":"k","numOutputRows":-1}}"#)
    }

    @Test("a rate over no time, or by a clock that was set back, is not known")
    func rates() {
        #expect(QueryProgress.rate(10, milliseconds: 4) == 2500)
        #expect(QueryProgress.rate(10, milliseconds: 0) == nil)
        #expect(QueryProgress.rate(0, milliseconds: 0) == nil)
        #expect(QueryProgress.rate(10, milliseconds: -5) == nil)
    }
}
