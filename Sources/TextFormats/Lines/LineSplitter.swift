// Cutting a stream of chunks at line ends. The tail of a chunk is carried and goes out in front
// of the next one; everything else goes out without a copy.

package import BinaryIO

/// Turns chunks of any size into blocks of whole lines.
package struct LineSplitter: Sendable {
    /// What comes out.
    package enum Output: Sendable {
        /// Whole lines, and where they start in the file.
        case lines(Bytes, byte: Int)
        /// The first bytes of a line that is longer than the limit, and where it starts.
        case oversized(Bytes, byte: Int)
    }

    private let limits: TextLimits
    /// The line that was not ended yet.
    private var tail: [UInt8] = []
    /// Where the tail starts in the file.
    private var tailByte = 0
    /// Where the next chunk starts in the file.
    private var nextByte = 0
    /// Whether the rest of an oversized line is being skipped.
    private var isSkipping = false

    package init(limits: TextLimits = TextLimits(), startingAt byte: Int = 0) {
        self.limits = limits
        nextByte = byte
        tailByte = byte
    }

    /// Where the line that is not ended yet starts: everything before was given out.
    package var pendingByte: Int { tail.isEmpty && !isSkipping ? nextByte : tailByte }

    /// Takes the next chunk.
    ///
    /// - Complexity: O(bytes of the line ends' search + the tail).
    package mutating func append(_ chunk: Bytes) -> [Output] {
        var outputs: [Output] = []
        let chunkByte = nextByte
        nextByte += chunk.count
        var start = 0
        if isSkipping || !tail.isEmpty {
            guard let newline = chunk.firstNewline else {
                extendTail(chunk, &outputs)
                return outputs
            }
            start = newline + 1
            endTail(chunk[0..<start], &outputs)
        }
        let rest = chunk[start..<chunk.count]
        guard let last = rest.lastNewline else {
            tailByte = chunkByte + start
            extendTail(rest, &outputs)
            return outputs
        }
        outputs.append(.lines(rest[0..<(last + 1)], byte: chunkByte + start))
        tailByte = chunkByte + start + last + 1
        extendTail(rest[(last + 1)..<rest.count], &outputs)
        return outputs
    }

    /// The last line, where the file does not end with a line end.
    package mutating func finish() -> Output? {
        defer { tail.removeAll(keepingCapacity: true) }
        guard !tail.isEmpty, !isSkipping else { return nil }
        return .lines(Bytes(tail), byte: tailByte)
    }

    private mutating func extendTail(_ bytes: Bytes, _ outputs: inout [Output]) {
        guard !isSkipping, !bytes.isEmpty else { return }
        guard tail.count + bytes.count <= limits.lineBytesMax else {
            let missing = max(0, limits.badRowBytesMax - tail.count)
            tail += bytes[0..<min(missing, bytes.count)].array()
            outputs.append(
                .oversized(Bytes(Array(tail.prefix(limits.badRowBytesMax))), byte: tailByte))
            tail.removeAll(keepingCapacity: false)
            isSkipping = true
            return
        }
        tail += bytes.array()
    }

    private mutating func endTail(_ lineEnd: Bytes, _ outputs: inout [Output]) {
        guard !isSkipping else {
            isSkipping = false
            return
        }
        extendTail(lineEnd, &outputs)
        if isSkipping {
            isSkipping = false
        } else {
            outputs.append(.lines(Bytes(tail), byte: tailByte))
            tail.removeAll(keepingCapacity: true)
        }
    }
}
