// Which values of a parse are rows, and where each stands in its file.

import BinaryIO
import JSONCodec

/// The objects that are rows, and the rows that are bad before any column is looked at.
struct JSONRows {
    /// One cell of an object a row.
    private(set) var objects: [TextCell] = []
    /// Where each row starts.
    private var positions: [TextPosition] = []
    private var badRows: [BadRow] = []
    private let tokens: JSONTokens

    init(_ tokens: JSONTokens) {
        self.tokens = tokens
    }

    /// Takes every line that is an object.
    mutating func readLines(_ origin: TextPosition, keeping bytesMax: Int) {
        let tokens = tokens
        let lines = tokens.lines
        let all = tokens.tokens
        objects.reserveCapacity(lines.count)
        positions.reserveCapacity(lines.count)
        for index in lines.indices {
            let line = lines[index]
            let position = TextPosition(
                line: origin.line + Int(line.number), byte: origin.byte + Int(line.offset))
            if line.errorCode != 0 {
                let error = tokens.error(of: line)
                badRows.append(
                    BadRow(
                        code: BadRow.Code(error?.code),
                        message: "the line is not JSON: \(error?.code.reason ?? "")",
                        position: position,
                        text: text(Int(line.offset), Int(line.length), bytesMax)))
                continue
            }
            let token = all[Int(line.firstToken)]
            guard token.kind == .object else {
                badRows.append(
                    notAnObject(
                        token.kind, position, text(Int(line.offset), Int(line.length), bytesMax)))
                continue
            }
            objects.append(TextCell(token, at: Int(line.firstToken)))
            positions.append(position)
        }
    }

    /// Takes the elements of a top-level array, or a top-level object as the only row.
    init(document tokens: JSONTokens, keeping bytesMax: Int) throws(TextFormatError) {
        self.tokens = tokens
        let all = tokens.tokens
        let root = all[0]
        guard root.kind != .object else {
            objects = [TextCell(root, at: 0)]
            positions = [TextPosition(line: 1, byte: Int(root.offset))]
            return
        }
        guard root.kind == .array else {
            throw TextFormatError(
                .malformed,
                "a JSON file must hold an array of objects, or one object a line; this one holds "
                    + root.kind.noun, position: .start)
        }
        var lines = LineCounter(tokens.source)
        var cells = ElementCells(reserving: 0)
        cells.append(elementsOf: TextCell(root, at: 0), tokens: tokens, row: 0)
        for cell in cells.cells {
            let element = tokens.element(at: Int(cell.token))
            let offset = element.offset
            let position = TextPosition(line: lines.line(at: offset), byte: offset)
            guard cell.kind == .object else {
                let raw = element.raw
                badRows.append(
                    notAnObject(element.kind, position, text(offset, raw.byteCount, bytesMax)))
                continue
            }
            objects.append(cell)
            positions.append(position)
        }
    }

    /// All bad rows in order: those known from the start and one for each row that failed.
    func badRows(
        _ failures: [CellFailure], _ source: Bytes, keeping bytesMax: Int
    ) -> [BadRow] {
        let failed = RowAssembly.firstFailures(failures).map { failure in
            BadRow(
                code: failure.code, message: failure.message, column: failure.column,
                position: positions[failure.row], text: text(failure.row, bytesMax))
        }
        guard !badRows.isEmpty else { return failed }
        return (badRows + failed).sorted { $0.position.byte < $1.position.byte }
    }

    private func text(_ row: Int, _ bytesMax: Int) -> Bytes {
        text(Int(objects[row].offset), Int(objects[row].length), bytesMax)
    }

    private func text(_ offset: Int, _ length: Int, _ bytesMax: Int) -> Bytes {
        let kept = tokens.source[offset..<(offset + min(length, bytesMax))]
        return Bytes(copying: kept.span)
    }

    private func notAnObject(
        _ kind: JSONTokenKind, _ position: TextPosition, _ text: Bytes
    ) -> BadRow {
        BadRow(
            code: .wrongType, message: "a row must be a JSON object, this is \(kind.noun)",
            position: position, text: text)
    }
}

extension BadRow.Code {
    fileprivate init(_ code: JSONError.Code?) {
        switch code {
        case .invalidUTF8: self = .invalidUTF8
        case .tooLarge: self = .tooLong
        default: self = .malformed
        }
    }
}
