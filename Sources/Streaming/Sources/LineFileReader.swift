// A file of lines that decode independently of each other.

import TextFormats

/// Reads one file of lines.
actor LineFileReader: SourceReader {
    private let file: String
    private let bytes: FileBytes
    private let decoders: DecoderPool
    private var chunks = LineChunks()
    private var ready: ArraySlice<LineSplitter.Output> = []
    private var firstLine: Int? = 1
    private var isAtEnd = false

    init(file: String, bytes: FileBytes, decoders: DecoderPool) {
        self.file = file
        self.bytes = bytes
        self.decoders = decoders
    }

    func next() async throws -> SourceChunk? {
        while ready.isEmpty {
            if isAtEnd { return nil }
            if let piece = try await bytes.next() {
                ready = chunks.append(piece)[...]
            } else {
                isAtEnd = true
                ready = chunks.finish()[...]
            }
        }
        defer { firstLine = nil }
        guard let output = ready.popFirst() else { return nil }
        return SourceChunk(file: file, firstLine: firstLine) { [decoders] in
            switch output {
            case .lines(let lines, let byte): try decoders.decode(lines, byte: byte)
            case .oversized(let text, let byte): decoders.oversized(text, byte: byte)
            }
        }
    }
}
