import BinaryIO
import Columnar
import Parquet
import Testing

/// Split-block Bloom filters: PQ-BLM-01.
@Suite struct BloomFilterTests {
    @Test("a filter of another writer holds what it was made of")
    func otherWriter() throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        let file = try #require(Files.read("\(folder)/bloom_filter.xxhash.bin"))
        let filter = try BloomFilter(file)
        for word in ["hello", "parquet", "bloom", "filter"] {
            #expect(filter.mayContain(hash: XXHash64.hash(Bytes(utf8: word).span)), "\(word)")
        }
        let absent = (0..<1000).count {
            filter.mayContain(hash: XXHash64.hash(Bytes(utf8: "absent \($0)").span))
        }
        #expect(absent < 20)
    }

    @Test("a filter that is cut off or of a wrong size is refused")
    func damaged() throws {
        var options = WriteOptions()
        options.bloomFilters = ["string"]
        let file = try writeAll(EveryType.schema, [EveryType.batch(50)], options: options).file
        let footer = try ParquetFooter.read(file)
        let range = try #require(footer.bloomFilterRange(of: ["string"], rowGroup: 0))
        for end in range.lowerBound..<(range.upperBound - 1) {
            #expect(throws: ParquetError.self) { try BloomFilter(file[range.lowerBound..<end]) }
        }
    }

    @Test(
        "every value that is written may be there, of every type, with and without dictionaries",
        arguments: [true, false])
    func everyType(dictionaries: Bool) throws {
        let names = EveryType.schema.fields.filter { !$0.type.isNested }.map(\.name)
        var options = WriteOptions()
        options.writesDictionaries = dictionaries
        options.bloomFilters = Set(names)
        let batch = EveryType.batch(3000)
        let file = try writeAll(EveryType.schema, [batch], options: options).file
        let footer = try ParquetFooter.read(file)
        var filters = 0
        for name in names {
            guard let range = footer.bloomFilterRange(of: [name], rowGroup: 0) else { continue }
            filters += 1
            let filter = try BloomFilter(file[range])
            for value in try #require(batch.column(name)).scalars() where !value.isNull {
                #expect(footer.mayContain(value, in: [name], filter: filter), "\(name) \(value)")
            }
        }
        #expect(filters == names.count - 1)
        let range = try #require(footer.bloomFilterRange(of: ["required"], rowGroup: 0))
        let filter = try BloomFilter(file[range])
        let absent = (0..<1000).count {
            footer.mayContain(
                .int64(Int64($0) + 1_000_000), in: ["required"], filter: filter)
        }
        #expect(absent < 40)
    }
}
