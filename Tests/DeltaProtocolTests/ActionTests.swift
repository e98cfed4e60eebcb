import BinaryIO
import DeltaProtocol
import JSONCodec
import Testing

@Suite struct ActionTests {
    private func read(_ text: String) throws -> [Action] {
        var reader = ActionReader()
        return try reader.actions(Bytes(utf8: text))
    }

    private func code(_ text: String) -> DeltaProtocolError.Code? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return (error as? DeltaProtocolError)?.code
        }
    }

    static let vector = DeletionVectorDescriptor(
        storageType: "u", pathOrInlineDV: "ab^-aqEH.-t@S}K{vb[*k^", offset: 4, sizeInBytes: 40,
        cardinality: 6)

    /// Each action with the line that it must have.
    static let lines: [(Action, String)] = [
        (
            .add(
                AddFile(
                    path: "d=1/a%20b.parquet", partitionValues: ["d": "1", "e": nil], size: 7,
                    modificationTime: 5, dataChange: false, stats: "{\"numRecords\":1}",
                    tags: ["z": "1", "a": "\"q\""], deletionVector: vector, baseRowID: 4071,
                    defaultRowCommitVersion: 41, clusteringProvider: "liquid")),
            #"{"add":{"path":"d=1/a%20b.parquet","partitionValues":{"d":"1","e":null},"size":7,"#
                + #""modificationTime":5,"dataChange":false,"stats":"{\"numRecords\":1}","#
                + #""tags":{"a":"\"q\"","z":"1"},"deletionVector":{"storageType":"u","#
                + #""pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*k^","offset":4,"sizeInBytes":40,"#
                + #""cardinality":6},"baseRowId":4071,"defaultRowCommitVersion":41,"#
                + #""clusteringProvider":"liquid"}}"#
        ),
        (
            .remove(
                RemoveFile(
                    path: "x", deletionTimestamp: 9, extendedFileMetadata: true,
                    partitionValues: .unpartitioned, size: 3)),
            #"{"remove":{"path":"x","deletionTimestamp":9,"dataChange":true,"#
                + #""extendedFileMetadata":true,"partitionValues":{},"size":3}}"#
        ),
        (
            .metadata(
                TableMetadata(
                    id: "i", name: "n", description: "d", schemaString: "{}",
                    partitionColumns: ["a", "b"], configuration: ["k": "v", "b": "1"],
                    createdTime: 12)),
            #"{"metaData":{"id":"i","name":"n","description":"d","format":{"provider":"parquet","#
                + #""options":{}},"schemaString":"{}","partitionColumns":["a","b"],"#
                + #""configuration":{"b":"1","k":"v"},"createdTime":12}}"#
        ),
        (
            .protocol(
                TableProtocol(
                    minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["timestampNtz"],
                    writerFeatures: ["timestampNtz", "appendOnly"])),
            #"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"#
                + #""readerFeatures":["timestampNtz"],"#
                + #""writerFeatures":["timestampNtz","appendOnly"]}}"#
        ),
        (
            .transaction(SetTransaction(appID: "q", version: 364_475, lastUpdated: 8)),
            #"{"txn":{"appId":"q","version":364475,"lastUpdated":8}}"#
        ),
        (
            .domainMetadata(DomainMetadata(domain: "d", configuration: "{}", removed: true)),
            #"{"domainMetadata":{"domain":"d","configuration":"{}","removed":true}}"#
        ),
        (
            .cdc(AddCDCFile(path: "_change_data/c", partitionValues: .unpartitioned, size: 1213)),
            #"{"cdc":{"path":"_change_data/c","partitionValues":{},"size":1213,"#
                + #""dataChange":false}}"#
        ),
        (
            .sidecar(Sidecar(path: "s.parquet", sizeInBytes: 2, modificationTime: 3, tags: [:])),
            #"{"sidecar":{"path":"s.parquet","sizeInBytes":2,"modificationTime":3,"tags":{}}}"#
        ),
        (
            .checkpointMetadata(CheckpointMetadata(version: 1, tags: ["a": "b"])),
            #"{"checkpointMetadata":{"version":1,"tags":{"a":"b"}}}"#
        ),
    ]

    @Test("DP-ACT-01 each action has one line, both ways", arguments: lines.indices)
    func bothWays(index: Int) throws {
        let (action, line) = Self.lines[index]
        #expect(ActionWriter.line(action) == line)
        #expect(try read(line) == [action])
        #expect(ActionWriter.commit([action, action]).utf8String() == line + "\n" + line + "\n")
    }

    @Test("DP-ACT-02 unknown fields of commitInfo stay, in order and spelling")
    func commitInfo() throws {
        let line =
            #"{"commitInfo":{"timestamp":1.50e3,"operation":"WRITE","operationParameters":"#
            + #"{"mode":"Append","partitionBy":"[]"},"notebook":{"b":1,"a":[null,true]},"#
            + #""txnId":"t","isBlindAppend":true}}"#
        let actions = try read(line)
        guard case .commitInfo(let info)? = actions.first else {
            Issue.record("no commitInfo")
            return
        }
        #expect(info.timestamp == 1500)
        #expect(info.txnID == "t")
        #expect(info.isBlindAppend == true)
        #expect(info.operationParameters?["mode"]?.string == "Append")
        #expect(ActionWriter.line(actions[0]) == line)
    }

    @Test("a commitInfo of ours has Spark's fields in Spark's order")
    func ownCommitInfo() throws {
        let info = CommitInfo(
            timestamp: 7, operation: "STREAMING UPDATE",
            parameters: [("outputMode", .string("Append")), ("queryId", .string("q"))],
            readVersion: 3, isolationLevel: "Serializable", isBlindAppend: true,
            metrics: [("numAddedFiles", "1")], engineInfo: "e", txnID: "t",
            extra: JSONObject([("offsets", .object(JSONObject()))]))
        #expect(
            ActionWriter.line(.commitInfo(info))
                == #"{"commitInfo":{"timestamp":7,"operation":"STREAMING UPDATE","#
                + #""operationParameters":{"outputMode":"Append","queryId":"q"},"readVersion":3,"#
                + #""isolationLevel":"Serializable","isBlindAppend":true,"#
                + #""operationMetrics":{"numAddedFiles":"1"},"engineInfo":"e","txnId":"t","#
                + #""offsets":{}}}"#)
    }

    @Test("DP-ACT-02 unknown actions, unknown fields and nulls are ignored")
    func unknown() throws {
        let actions = try read(
            """
            {"futureAction":{"x":1}}

            {"add":null,"txn":{"appId":"a","version":1,"lastUpdated":null,"more":[1]}}
            {}
            """)
        #expect(actions == [.transaction(SetTransaction(appID: "a", version: 1))])
    }

    @Test(
        "DP-ACT-03 a commit that is not what it must be is corrupt",
        arguments: [
            "", "\n\n", "{", "[1]", "null", #"{"add":{"path":"a","size":1}} x"#,
            #"{"add":{"size":1}}"#, #"{"add":{"path":"a"}}"#, #"{"add":{"path":1,"size":1}}"#,
            #"{"add":{"path":"a","size":-1}}"#, #"{"add":{"path":"a","size":1.5}}"#,
            #"{"add":{"path":"a","size":9223372036854775808}}"#,
            #"{"add":{"path":"a","size":1,"partitionValues":{"x":1}}}"#,
            #"{"add":{"path":"a","path":"../b","size":1}}"#,
            #"{"add":{"path":"a","size":1},"remove":{"path":"b"}}"#,
            #"{"metaData":{"id":"a"}}"#, #"{"metaData":{"schemaString":"{}"}}"#,
            #"{"protocol":{"minReaderVersion":1}}"#, #"{"txn":{"appId":"a"}}"#,
            #"{"commitInfo":[]}"#, #"{"remove":{}}"#,
        ])
    func corrupt(text: String) {
        #expect(code(text) == .corruptAction, "\(text)")
    }

    @Test(
        "DP-ACT-04 actions that reconcile with each other are refused in one commit",
        arguments: [
            (#"{"add":{"path":"a","size":1}}"#, #"{"add":{"path":"a","size":2}}"#),
            (#"{"add":{"path":"a","size":1}}"#, #"{"add":{"path":"%61","size":2}}"#),
            (#"{"remove":{"path":"a"}}"#, #"{"remove":{"path":"a"}}"#),
            (#"{"add":{"path":"a","size":1}}"#, #"{"remove":{"path":"a"}}"#),
            (
                #"{"metaData":{"id":"a","schemaString":"{}"}}"#,
                #"{"metaData":{"id":"b","schemaString":"{}"}}"#
            ),
            (
                #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#,
                #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#
            ),
            (#"{"txn":{"appId":"a","version":1}}"#, #"{"txn":{"appId":"a","version":2}}"#),
            (
                #"{"domainMetadata":{"domain":"a","configuration":""}}"#,
                #"{"domainMetadata":{"domain":"a","configuration":""}}"#
            ),
        ])
    func reconciling(first: String, second: String) {
        #expect(code(first + "\n" + second) == .reconcilingActions)
    }

    @Test("one path may be added and removed with different deletion vectors")
    func vectorsDiffer() throws {
        let vector =
            #""deletionVector":{"storageType":"i","pathOrInlineDv":"x","sizeInBytes":1,"#
            + #""cardinality":1}"#
        let text =
            #"{"remove":{"path":"a"}}"# + "\n" + #"{"add":{"path":"a","size":1,"# + vector + "}}"
        #expect(code(text) == nil)
        #expect(
            code(text + "\n" + #"{"add":{"path":"a","size":1}}"#) == .reconcilingActions)
    }

    @Test("an error names the line")
    func line() {
        do {
            _ = try read("{\"txn\":{\"appId\":\"a\",\"version\":1}}\n\n{\"add\":{}}")
            Issue.record("accepted")
        } catch {
            #expect((error as? DeltaProtocolError)?.context.line == 3)
        }
    }
}
