// Reading ranges of a followed file: looking for the last whole line, checking that the file is
// still the same, and handing out a batch in pieces.

import BinaryIO
import ObjectStorage
import TextFormats

/// Reads one range of a followed file.
actor TailReader: SourceReader {
    private let file: FollowedFile
    private let state: FollowedFile.State
    private let end: TailOffset
    private let decoders: DecoderPool
    private var position: Int
    private var firstLine: Int?
    private var chunks: LineChunks
    private var ready: ArraySlice<LineSplitter.Output> = []
    private var isAtEnd = false

    init(
        file: FollowedFile, state: FollowedFile.State, from start: TailOffset, to end: TailOffset,
        decoders: DecoderPool
    ) {
        self.file = file
        self.state = state
        self.end = end
        self.decoders = decoders
        position = start.byte
        firstLine = start.line + 1
        chunks = LineChunks(startingAt: start.byte)
    }

    func next() async throws -> SourceChunk? {
        while ready.isEmpty {
            if isAtEnd { return nil }
            guard position < end.byte else {
                isAtEnd = true
                ready = chunks.finish()[...]
                continue
            }
            let range = position..<min(end.byte, position + StreamingLimits.chunkBytes)
            let bytes = try await file.read(state, range: range)
            guard bytes.count == range.count else {
                throw StreamingError(
                    .sourceChanged, "the file became shorter while it was read",
                    path: "\(file.folder)/\(state.name)")
            }
            position = range.upperBound
            ready = chunks.append(bytes)[...]
        }
        defer { firstLine = nil }
        guard let output = ready.popFirst() else { return nil }
        return SourceChunk(file: "\(file.folder)/\(file.name)", firstLine: firstLine) {
            [decoders] in
            switch output {
            case .lines(let lines, let byte): try decoders.decode(lines, byte: byte)
            case .oversized(let text, let byte): decoders.oversized(text, byte: byte)
            }
        }
    }

    // MARK: Positions

    /// Whether the first bytes of the file are those that the position has seen.
    static func isIntact(
        _ position: TailOffset, in state: FollowedFile.State, _ file: FollowedFile
    ) async throws -> Bool {
        guard position.headBytes > 0 else { return true }
        guard state.size >= position.headBytes else { return false }
        let head = try await file.read(state, range: 0..<position.headBytes)
        return head.count == position.headBytes && CRC32.checksum(head) == position.head
    }

    /// The position behind the last whole line before `end`, and at most `bytesMax` bytes on
    /// unless the first line is longer.
    ///
    /// - Parameter isFinal: whether nothing will follow, so that the last line needs no end.
    static func advance(
        _ position: TailOffset, in state: FollowedFile.State, _ file: FollowedFile,
        to end: Int, bytesMax: Int?, isFinal: Bool
    ) async throws -> TailOffset {
        var result = position
        var at = position.byte
        var lines = position.line
        let stop = bytesMax.map { min(end, position.byte + max(1, $0)) } ?? end
        while at < end, at < stop || result.byte == position.byte {
            let limit = at < stop ? stop : end
            let range = at..<min(limit, at + StreamingLimits.chunkBytes)
            let bytes = try await file.read(state, range: range)
            if bytes.isEmpty { break }
            let (count, last) = lineEnds(in: bytes)
            if let last {
                result.byte = at + last + 1
                result.line = lines + count
            }
            lines += count
            at += bytes.count
        }
        if isFinal, at == end, result.byte < end {
            result.byte = end
            result.line = lines + 1
        }
        guard result.headBytes < StreamingLimits.fingerprintBytes, result.byte > result.headBytes
        else { return result }
        result.headBytes = min(StreamingLimits.fingerprintBytes, result.byte)
        let head = try await file.read(state, range: 0..<result.headBytes)
        result.head = CRC32.checksum(head)
        return result
    }

    private static func lineEnds(in bytes: Bytes) -> (count: Int, last: Int?) {
        let octets = bytes.span
        var count = 0
        var last: Int?
        for index in 0..<octets.byteCount where bytes[index] == UInt8(ascii: "\n") {
            count += 1
            last = index
        }
        return (count, last)
    }
}
