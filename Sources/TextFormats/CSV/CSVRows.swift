// The records of a block that are rows, and those that are bad before any column is looked at.

import BinaryIO
import Columnar
import JSONCodec

struct CSVRows {
    private let block: Bytes
    private let start: TextPosition
    private let bytesMax: Int
    private var good: [CSVRecords.Record] = []
    private var bad: [BadRow] = []

    init(block: Bytes, start: TextPosition, bytesMax: Int) {
        self.block = block
        self.start = start
        self.bytesMax = bytesMax
    }

    var count: Int { good.count }

    /// Sorts the records into good and bad ones.
    mutating func read(_ records: ArraySlice<CSVRecords.Record>, fieldCount: Int) {
        let isText = block.span.isValidUTF8
        good.reserveCapacity(records.count)
        for record in records {
            if let defect = record.defect {
                bad.append(defect.badRow(position(record), text(record)))
            } else if record.fieldCount != fieldCount {
                bad.append(
                    BadRow(
                        code: .fieldCount,
                        message: "the record has \(record.fieldCount) fields, not \(fieldCount)",
                        position: position(record), text: text(record)))
            } else if !isText, !bytes(record).span.isValidUTF8 {
                bad.append(
                    BadRow(
                        code: .invalidUTF8, message: "the record is not UTF-8",
                        position: position(record), text: text(record)))
            } else {
                good.append(record)
            }
        }
    }

    /// The cells of one field in all good rows; all missing where the file has no such field.
    func cells(of field: Int?, _ fields: [TextCell]) -> [TextCell] {
        guard let field else { return Array(repeating: .missing, count: good.count) }
        return good.map { fields[$0.firstField + field] }
    }

    /// All bad rows in order.
    func badRows(_ failures: [CellFailure]) -> [BadRow] {
        let failed = RowAssembly.firstFailures(failures).map { failure in
            BadRow(
                code: failure.code, message: failure.message, column: failure.column,
                position: position(good[failure.row]), text: text(good[failure.row]))
        }
        return (bad + failed).sorted { $0.position.byte < $1.position.byte }
    }

    private func position(_ record: CSVRecords.Record) -> TextPosition {
        TextPosition(line: start.line + record.line, byte: start.byte + record.offset)
    }

    private func bytes(_ record: CSVRecords.Record) -> Bytes {
        block[record.offset..<(record.offset + record.length)]
    }

    private func text(_ record: CSVRecords.Record) -> Bytes {
        Bytes(copying: bytes(record)[0..<min(record.length, bytesMax)].span)
    }
}

extension CSVRecords.Defect {
    fileprivate func badRow(_ position: TextPosition, _ text: Bytes) -> BadRow {
        switch self {
        case .unclosedQuote:
            BadRow(
                code: .malformed, message: "a quoted field is not closed", position: position,
                text: text)
        case .textBehindQuote:
            BadRow(
                code: .malformed, message: "text follows a closing quote", position: position,
                text: text)
        case .tooLong:
            BadRow(
                code: .tooLong, message: "the record is longer than the limit",
                position: position, text: text)
        }
    }
}
