// Measures JSON tokenizing and NDJSON decoding on one core over a file of lines.
//   swift run -c release text-bench FILE.ndjson[.zst]
// Prints one JSON line a measurement: the median of several runs.

import BinaryIO
import Columnar
import Compression
import Glibc
import JSONCodec
import TextFormats

func readFile(_ path: String) throws -> Bytes {
    guard let file = fopen(path, "rb") else { throw BenchError(message: "cannot open \(path)") }
    defer { fclose(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { break }
        content += buffer[0..<count]
    }
    let bytes = Bytes(content)
    let codec = CompressionCodec.ofFile(startingWith: bytes)
    guard codec != .uncompressed else { return bytes }
    var stream = try StreamDecompressor(codec: codec)
    stream.supply(bytes)
    var plain: [UInt8] = []
    while let part = try stream.next() { plain += part.array() }
    return Bytes(plain)
}

struct BenchError: Error { let message: String }

/// Blocks of whole lines of about `size` bytes.
func blocks(_ bytes: Bytes, size: Int) -> [Bytes] {
    var splitter = LineSplitter()
    var result: [Bytes] = []
    var offset = 0
    while offset < bytes.count {
        let end = min(offset + size, bytes.count)
        for case .lines(let lines, _) in splitter.append(bytes[offset..<end]) {
            result.append(lines)
        }
        offset = end
    }
    return result
}

func measure(_ name: String, bytes: Int, rows: Int, runs: Int = 9, _ body: () throws -> Void) throws
{
    var seconds: [Double] = []
    for _ in 0..<runs {
        let elapsed = try ContinuousClock().measure(body)
        seconds.append(
            Double(elapsed.components.attoseconds) / 1e18 + Double(elapsed.components.seconds))
    }
    seconds.sort()
    let median = seconds[runs / 2]
    let rate = Int(Double(rows) / median)
    let throughput = Int(Double(bytes) / median / 1e6)
    print(
        "{\"name\":\"\(name)\",\"seconds\":\(median),\"rows_per_second\":\(rate),"
            + "\"mb_per_second\":\(throughput),\"min\":\(seconds[0]),\"max\":\(seconds[runs - 1])}")
}

let path = CommandLine.arguments.dropFirst().first ?? ""
let bytes = try readFile(path)
let chunks = blocks(bytes, size: 1 << 20)
let schema = Schema([
    Field("repo", .string), Field("id", .string), Field("author", .string),
    Field("authored_at", .timestamp), Field("committed_at", .timestamp),
    Field("parents", .int32), Field("subject", .string),
])

var rowCount = 0
var parser = JSONParser()
for chunk in chunks {
    let tokens = try parser.lines(chunk)
    rowCount += tokens.lineCount
}
try measure("tokenize", bytes: bytes.count, rows: rowCount) {
    for chunk in chunks { _ = try parser.lines(chunk) }
}
var decoder = NDJSONDecoder(schema: schema)
try measure("decode", bytes: bytes.count, rows: rowCount) {
    for chunk in chunks { _ = try decoder.decode(lines: chunk) }
}

var batches: [RecordBatch] = []
for chunk in chunks { batches.append(try decoder.decode(lines: chunk).batch) }
let encoder = NDJSONEncoder(schema: schema)
try measure("encode ndjson", bytes: bytes.count, rows: rowCount) {
    for batch in batches { _ = encoder.encode(batch) }
}
let csvEncoder = CSVEncoder(schema: schema)
var csvChunks: [Bytes] = [csvEncoder.header()]
for batch in batches { csvChunks.append(csvEncoder.encode(batch)) }
let csvBytes = csvChunks.reduce(0) { $0 + $1.count }
try measure("encode csv", bytes: csvBytes, rows: rowCount) {
    for batch in batches { _ = csvEncoder.encode(batch) }
}
try measure("decode csv", bytes: csvBytes, rows: rowCount) {
    var reader = try CSVReader(schema: schema)
    var count = 0
    for chunk in csvChunks { count += try reader.append(chunk).batch.count }
    guard count == rowCount else { throw BenchError(message: "\(count) rows") }
}

// Commits of `add` actions, as a log replay reads them.
let statistics = #"{\"numRecords\":1000,\"minValues\":{\"id\":1},\"maxValues\":{\"id\":1000}}"#
let add =
    #"{"add":{"path":"part-00000-2b4f9c1e-7d3a-4c55-9d52-5a1f0c2b6e11-c000.snappy.parquet","#
    + #""partitionValues":{"day":"2026-11-20"},"size":123456,"modificationTime":1763596800000,"#
    + #""dataChange":true,"stats":"\#(statistics)"}}"#
let addCount = 20_000
let commit = Bytes(utf8: String(repeating: add + "\n", count: addCount))
try measure("tokenize add actions", bytes: commit.count, rows: addCount) {
    _ = try parser.lines(commit)
}
var strict = JSONParser(refusesDuplicateKeys: true)
try measure("tokenize add actions, no duplicate keys", bytes: commit.count, rows: addCount) {
    _ = try strict.lines(commit)
}
