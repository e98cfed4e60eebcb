// Standard input: bytes that come once. With a spool each piece is durable before an offset can
// name it, and stays until the table has it; without one a crash loses what was taken and not
// committed, and the stream says so when it starts (spec/streaming.md ST-INP-01…03).

import BinaryIO
package import Columnar
package import HostEnvironment
package import ObjectStorage
import TextFormats

/// Reads lines of JSON from a pipe.
package actor InputSource: StreamSource {
    /// Where bytes come from; waits a while for them.
    package typealias Input = @Sendable () async -> InputDescriptor.Outcome

    package nonisolated let description: String
    package nonisolated let schema: Schema

    private let input: Input
    private let spool: Spool
    private let environment: HostEnvironment
    private let decoders: DecoderPool
    /// What came and is in no piece yet.
    private var buffer: [UInt8] = []
    private var isAtEnd = false
    private var failure: StreamingError?
    private var newest = InputOffset(piece: 0, line: 0)
    private var reading: Task<Void, any Error>?
    private var isPinned = false

    /// - Parameter spool: a store whose root is the spool folder; nil for at most once.
    package init(
        input: @escaping Input, spool: (any ObjectStore)?, schema: Schema,
        environment: HostEnvironment
    ) {
        self.input = input
        self.spool = Spool(store: spool)
        self.environment = environment
        self.schema = schema
        decoders = FileDecoding(format: .ndjson, schema: schema).decoders
        description = "InputSource[stdin]"
    }

    package func start(after offset: SourceOffset?) async throws {
        let position = try InputOffset.parse(offset)
        newest = try await spool.open(after: position)
        reading = environment.spawn { [weak self] in
            while let self, await self.readOn() {}
        }
    }

    package func close() async {
        reading?.cancel()
        _ = try? await reading?.value
    }

    /// Reads what there is; false where nothing more will come.
    private func readOn() async -> Bool {
        if Task.isCancelled || isAtEnd { return false }
        guard buffer.count < StreamingLimits.inputBufferBytesMax else {
            do {
                try await environment.sleep(for: StreamingLimits.pollDelayMin)
                return true
            } catch {
                return false
            }
        }
        switch await input() {
        case .bytes(let bytes): buffer += bytes
        case .nothing: break
        case .end: isAtEnd = true
        case .failure(let number):
            isAtEnd = true
            failure = StreamingError(
                .sourceCorrupt, "standard input cannot be read (errno \(number))", path: "stdin")
        }
        return !isAtEnd
    }

    package func pinEnd() async throws {
        // A pipe has no end before its writer closes it: everything until then is available.
        isPinned = true
    }

    package func isFinished() async -> Bool { isAtEnd && buffer.isEmpty }

    package func latestOffset(
        after start: SourceOffset?, limit: ReadLimit
    ) async throws -> SourceOffset? {
        if newest.piece > (try InputOffset.parse(start).piece) { return newest.offset }
        var latest = start
        repeat {
            try await waitForLines()
            guard let piece = cut(limit.bytesMax ?? .max) else { break }
            latest = try await take(piece)
        } while isPinned && limit.bytesMax == nil
        if latest == start, let failure { throw failure }
        return latest
    }

    /// Where the end of the input is the end of the stream, waits for a line or for that end.
    private func waitForLines() async throws {
        while isPinned, !isAtEnd, !buffer.contains(UInt8(ascii: "\n")) {
            try await environment.sleep(for: StreamingLimits.pollDelayMin)
        }
    }

    private func take(_ piece: [UInt8]) async throws -> SourceOffset {
        let lines = piece.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        let next = InputOffset(piece: newest.piece + 1, line: newest.line + Int64(lines))
        try await spool.add(Bytes(piece), startingAtLine: newest.line, as: next)
        newest = next
        return next.offset
    }

    /// Takes whole lines off the buffer; the rest too where nothing follows.
    private func cut(_ bytesMax: Int) -> [UInt8]? {
        guard !buffer.isEmpty else { return nil }
        var end = buffer.prefix(bytesMax).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
        // The first line may be longer than the limit.
        end = end ?? buffer.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
        guard let end = end ?? (isAtEnd ? buffer.count : nil) else { return nil }
        let piece = Array(buffer[..<end])
        buffer.removeFirst(end)
        return piece
    }

    package func batch(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> any SourceReader {
        InputReader(
            spool: spool, after: try InputOffset.parse(start).piece,
            through: try InputOffset.parse(end).piece, decoders: decoders)
    }

    package func commit(_ end: SourceOffset) async throws {
        try await spool.forget(through: try InputOffset.parse(end).piece)
    }

    package func lag(behind offset: SourceOffset?) async -> SourceLag {
        SourceLag(bytes: Int64(buffer.count))
    }
}

/// How many pieces of standard input were taken, and how many lines they had.
struct InputOffset: Sendable, Hashable {
    var piece: Int64
    var line: Int64

    var offset: SourceOffset { SourceOffset(json: "{\"piece\":\(piece),\"line\":\(line)}") }

    static func parse(_ offset: SourceOffset?) throws(StreamingError) -> InputOffset {
        guard let offset else { return InputOffset(piece: 0, line: 0) }
        guard let fields = OffsetFields(offset), let piece = fields.integer("piece"),
            let line = fields.integer("line"), piece >= 0, line >= 0
        else {
            throw StreamingError(
                .checkpointCorrupt,
                "'\(offset)' is no offset of standard input; restore the checkpoint")
        }
        return InputOffset(piece: piece, line: line)
    }
}

/// The pieces of a batch.
private actor InputReader: SourceReader {
    private let spool: Spool
    private var next: Int64
    private let last: Int64
    private let decoders: DecoderPool
    private var chunks = LineChunks()
    private var ready: ArraySlice<LineSplitter.Output> = []
    private var firstLine: Int?

    init(spool: Spool, after start: Int64, through last: Int64, decoders: DecoderPool) {
        self.spool = spool
        next = start + 1
        self.last = last
        self.decoders = decoders
    }

    func next() async throws -> SourceChunk? {
        while ready.isEmpty {
            guard next <= last else { return nil }
            defer { next += 1 }
            guard let (bytes, line) = try await spool.piece(next) else { continue }
            firstLine = Int(line) + 1
            chunks = LineChunks()
            var outputs: [LineSplitter.Output] = []
            var position = 0
            while position < bytes.count {
                let end = min(bytes.count, position + StreamingLimits.chunkBytes)
                outputs += chunks.append(bytes[position..<end])
                position = end
            }
            ready = (outputs + chunks.finish())[...]
        }
        defer { firstLine = nil }
        guard let output = ready.popFirst() else { return nil }
        return SourceChunk(file: "stdin", firstLine: firstLine) { [decoders] in
            switch output {
            case .lines(let lines, let byte): try decoders.decode(lines, byte: byte)
            case .oversized(let text, let byte): decoders.oversized(text, byte: byte)
            }
        }
    }
}
