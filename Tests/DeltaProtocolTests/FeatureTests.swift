import Columnar
import DeltaProtocol
import Testing

@Suite struct FeatureTests {
    static let schema = Schema([Field("a", .int32)])
    static let metadata = TableMetadata(id: "i", schemaString: SchemaCodec.encode(schema))

    private func refusedRead(_ value: TableProtocol) -> String? {
        do {
            try FeatureSupport.checkRead(value)
            return nil
        } catch {
            return error.context.feature ?? "\(error.code)"
        }
    }

    private func refusedWrite(
        _ value: TableProtocol, _ metadata: TableMetadata = metadata, _ schema: Schema = schema
    ) -> String? {
        do {
            try FeatureSupport.checkWrite(value, metadata: metadata, schema: schema)
            return nil
        } catch {
            return error.context.feature ?? "\(error.code)"
        }
    }

    private func features(_ reader: [String], _ writer: [String]) -> TableProtocol {
        TableProtocol(
            minReaderVersion: 3, minWriterVersion: 7, readerFeatures: reader, writerFeatures: writer
        )
    }

    @Test("DP-FEAT-01 what is supported is read, all else is refused by name")
    func read() {
        #expect(refusedRead(.widest) == nil)
        #expect(refusedRead(TableProtocol(minReaderVersion: 1, minWriterVersion: 6)) == nil)
        #expect(refusedRead(features([], [])) == nil)
        #expect(
            refusedRead(features(["timestampNtz", "vacuumProtocolCheck", "deletionVectors"], []))
                == nil)
        #expect(refusedRead(TableProtocol(minReaderVersion: 2, minWriterVersion: 5)) == nil)
        #expect(refusedRead(features(["columnMapping", "v2Checkpoint"], ["columnMapping"])) == nil)
        for name in ["typeWidening", "typeWidening-preview", "variantType", "variantType-preview"] {
            #expect(refusedRead(features([name], [name])) == nil)
            #expect(refusedWrite(features([name], [name])) == name)
            #expect(throws: DeltaProtocolError.self) {
                try TableProtocol(
                    newTable: Self.schema, configuration: ["delta.feature.\(name)": "supported"])
            }
        }
        for name in ["variantShredding", "appendOnly", "neu"] {
            #expect(refusedRead(features(["timestampNtz", name], [name])) == name)
        }
        #expect(
            refusedRead(
                TableProtocol(
                    minReaderVersion: 99, minWriterVersion: 7, readerFeatures: [],
                    writerFeatures: [])) == "reader version 99")
        #expect(refusedRead(features([], ["rowTracking"])) == nil)
    }

    @Test("DP-FEAT-01 versions and feature lists that contradict each other are corrupt")
    func form() {
        for value in [
            TableProtocol(minReaderVersion: 3, minWriterVersion: 7, writerFeatures: []),
            TableProtocol(minReaderVersion: 3, minWriterVersion: 6, readerFeatures: []),
            TableProtocol(minReaderVersion: 1, minWriterVersion: 7),
            TableProtocol(minReaderVersion: 0, minWriterVersion: 2),
        ] {
            #expect(refusedRead(value) == "corruptAction")
        }
    }

    @Test("DP-FEAT-02 a feature that writers must enforce is refused where it is used")
    func write() {
        #expect(refusedWrite(.widest) == nil)
        #expect(refusedWrite(TableProtocol(minReaderVersion: 1, minWriterVersion: 6)) == nil)
        #expect(
            refusedWrite(features([], ["appendOnly", "invariants", "checkConstraints"])) == nil)
        #expect(refusedWrite(features([], ["rowTracking"])) == "rowTracking")
        #expect(refusedWrite(features([], ["clustering", "domainMetadata"])) == "clustering")
        #expect(
            refusedWrite(TableProtocol(minReaderVersion: 1, minWriterVersion: 8))
                == "writer version 8")

        let old = TableProtocol(minReaderVersion: 1, minWriterVersion: 4)
        var metadata = Self.metadata
        metadata.configuration = ["delta.enableChangeDataFeed": "true"]
        #expect(refusedWrite(old, metadata) == "changeDataFeed")
        #expect(refusedWrite(.widest, metadata) == nil)
        // Who writes rows evaluates these, or refuses (DT-RULE-03).
        metadata.configuration = ["delta.constraints.c": "a > 0"]
        #expect(refusedWrite(old, metadata) == nil)
        metadata.configuration = ["delta.enableInCommitTimestamps": "true"]
        #expect(
            refusedWrite(features([], ["inCommitTimestamp", "columnMapping"]), metadata) == nil)

        func nested(_ key: String) -> Schema {
            Schema([
                Field(
                    "s",
                    .list(Field("element", .struct([Field("x", .int32, metadata: [key: "1"])]))))
            ])
        }
        let six = TableProtocol(minReaderVersion: 1, minWriterVersion: 6)
        #expect(
            refusedWrite(six, Self.metadata, nested("delta.identity.start")) == "identityColumns")
    }

    @Test("DP-FEAT-03 a new table asks for as little as it can")
    func newTable() throws {
        #expect(try TableProtocol(newTable: Self.schema, configuration: [:]) == .widest)
        let local = Schema([
            Field("m", .map(key: Field("key", .string), value: Field("value", .timestampNTZ)))
        ])
        #expect(
            try TableProtocol(newTable: local, configuration: [:])
                == features(["timestampNtz"], ["timestampNtz"]))
        #expect(
            try TableProtocol(
                newTable: Self.schema, configuration: ["delta.feature.appendOnly": "supported"])
                == TableProtocol(
                    minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ["appendOnly"]))
        #expect(
            try TableProtocol(
                newTable: Self.schema, configuration: ["delta.checkpointPolicy": "v2"])
                == features(["v2Checkpoint"], ["v2Checkpoint"]))
        #expect(
            try TableProtocol(
                newTable: Self.schema, configuration: ["delta.checkpointPolicy": "classic"])
                == .widest)
        for configuration in [
            ["delta.feature.clustering": "supported"], ["delta.checkpointPolicy": "v3"],
        ] {
            #expect(throws: DeltaProtocolError.self) {
                _ = try TableProtocol(newTable: Self.schema, configuration: configuration)
            }
        }
    }

    @Test("an upgrade keeps what the old version implied")
    func upgrade() throws {
        let local = Schema([Field("t", .timestampNTZ)])
        #expect(TableProtocol.widest.upgraded(for: Self.schema) == nil)
        let upgraded = try #require(TableProtocol.widest.upgraded(for: local))
        #expect(
            upgraded == features(["timestampNtz"], ["appendOnly", "invariants", "timestampNtz"]))
        #expect(upgraded.upgraded(for: local) == nil)
    }
}
