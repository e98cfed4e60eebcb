import Columnar

/// A LIKE pattern, ready to match bytes of UTF-8.
struct LikePattern {
    private enum Piece: Equatable {
        case bytes([UInt8])
        /// `_`: one character.
        case one
        /// `%`: any number of characters.
        case many
    }

    private let pieces: [Piece]

    /// - Throws: where the escape character stands last, or before anything but `%`, `_` or
    ///   itself (Spark's INVALID_FORMAT.ESC_AT_THE_END, ESC_IN_THE_MIDDLE).
    init(_ pattern: String, escape: Character) throws(ExpressionError) {
        var pieces: [Piece] = []
        var text: [UInt8] = []
        var isEscaped = false
        func flush(_ next: Piece?) {
            if !text.isEmpty { pieces.append(.bytes(text)) }
            text = []
            if let next, !(next == .many && pieces.last == .many) { pieces.append(next) }
        }
        for scalar in pattern.unicodeScalars {
            let character = Character(scalar)
            if isEscaped {
                guard character == "%" || character == "_" || character == escape else {
                    throw ExpressionError(
                        .invalidArgument,
                        "in the pattern '\(pattern)' \(escape) stands before \(character); "
                            + "only %, _ and \(escape) can be escaped")
                }
                text += Array(String(character).utf8)
                isEscaped = false
            } else if character == escape {
                isEscaped = true
            } else if character == "%" {
                flush(.many)
            } else if character == "_" {
                flush(.one)
            } else {
                text += Array(String(character).utf8)
            }
        }
        guard !isEscaped else {
            throw ExpressionError(
                .invalidArgument, "the pattern '\(pattern)' ends with its escape character")
        }
        flush(nil)
        self.pieces = pieces
    }

    /// The text that every match starts with.
    var literalPrefix: [UInt8] {
        if case .bytes(let bytes) = pieces.first { return bytes }
        return []
    }

    /// Whether the pattern is nothing but `literalPrefix`.
    var isLiteral: Bool { pieces.isEmpty || pieces.count == 1 && !literalPrefix.isEmpty }

    func matches(_ text: RawSpan) -> Bool {
        var piece = 0
        var place = 0
        // Where to go on when what follows the last `%` did not match.
        var retry: (piece: Int, place: Int)?
        while true {
            if piece == pieces.count {
                if place == text.byteCount { return true }
            } else {
                switch pieces[piece] {
                case .many:
                    if piece == pieces.count - 1 { return true }
                    retry = (piece + 1, place)
                    piece += 1
                    continue
                case .one:
                    if place < text.byteCount {
                        place += text.characterLength(at: place)
                        piece += 1
                        continue
                    }
                case .bytes(let bytes):
                    if text.holds(bytes, at: place) {
                        place += bytes.count
                        piece += 1
                        continue
                    }
                }
            }
            guard let (from, start) = retry, start < text.byteCount else { return false }
            let next = start + text.characterLength(at: start)
            retry = (from, next)
            piece = from
            place = next
        }
    }
}

extension RawSpan {
    /// Whether `bytes` stand at `place`.
    @inline(__always)
    func holds(_ bytes: [UInt8], at place: Int) -> Bool {
        guard byteCount - place >= bytes.count else { return false }
        for index in bytes.indices where byte(place + index) != bytes[index] { return false }
        return true
    }

    /// The bytes of the character that starts at `place`, within the text.
    @inline(__always)
    func characterLength(at place: Int) -> Int {
        let first = byte(place)
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return Swift.min(length, byteCount - place)
    }
}

extension KernelCall {
    func like(_ options: LikeOptions) throws(ExpressionError) -> Vector {
        var (text, pattern) = (arguments[0], arguments[1])
        if options.ignoresCase {
            text = lowered(text)
            pattern = lowered(pattern)
        }
        guard let views = text.array.storage.views else { return Vector(constant: .null, .boolean) }
        if case .string(let constant) = pattern.constant {
            let compiled = try LikePattern(constant, escape: options.escape)
            let step = text.isConstant ? 0 : 1
            let bits = makeBits(count: count) { compiled.matches(views.bytes(at: $0 * step)) }
            return Vector(ColumnArray(boolean: bits, validity: validity))
        }
        guard let patterns = pattern.array.storage.views else {
            return Vector(constant: .null, .boolean)
        }
        let nulls = validity
        let step = text.isConstant ? 0 : 1
        var bits = BitmapBuilder(reserving: count)
        for row in 0..<count {
            var bit = false
            if isValid(nulls, row) {
                do {
                    bit = try LikePattern(patterns.string(at: row), escape: options.escape)
                        .matches(views.bytes(at: row * step))
                } catch {
                    try context.fail(row, error.code, error.message)
                }
            }
            bits.append(bit)
        }
        return Vector(ColumnArray(boolean: bits.finish(), validity: nulls))
    }
}
