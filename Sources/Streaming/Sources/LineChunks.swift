// Cuts the text of a file at line ends. What follows the last line end is carried in front of the
// next piece, so every piece is whole lines, and pieces decode independently.

import BinaryIO
import TextFormats

/// Turns pieces of text into pieces of whole lines.
struct LineChunks {
    private var splitter: LineSplitter
    /// Bytes behind the last line end, and where they start.
    private var carried = Bytes.empty
    private var nextByte: Int

    /// - Parameter byte: where the first piece starts in its file.
    init(startingAt byte: Int = 0) {
        splitter = LineSplitter(limits: Self.limits, startingAt: byte)
        nextByte = byte
    }

    static let limits: TextLimits = {
        var limits = TextLimits()
        limits.badRowBytesMax = StreamingLimits.badRecordBytesMax
        return limits
    }()

    /// Takes the next piece of the file.
    mutating func append(_ piece: Bytes) -> [LineSplitter.Output] {
        let text = carried.isEmpty ? piece : Bytes(joining: [carried, piece])
        carried = .empty
        nextByte += text.count
        let outputs = splitter.append(text)
        if case .lines? = outputs.last {
            // A new splitter starts where the rest does; the rest stays here, uncopied.
            let start = splitter.pendingByte
            let rest = nextByte - start
            carried = text[(text.count - rest)..<text.count]
            nextByte = start
            splitter = LineSplitter(limits: Self.limits, startingAt: start)
        }
        return outputs
    }

    /// The last line, where the file does not end with a line end.
    mutating func finish() -> [LineSplitter.Output] {
        var outputs = carried.isEmpty ? [] : splitter.append(carried)
        carried = .empty
        if let last = splitter.finish() { outputs.append(last) }
        return outputs
    }
}
