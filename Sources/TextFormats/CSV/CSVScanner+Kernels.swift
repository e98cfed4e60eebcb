// The state machine of RFC 4180 over one block of bytes. A quote opens a quoted field only at the
// field's start; elsewhere in a field without quotes it is a character like any other. Bounds:
// every read of `bytes` is below `count`, which the loops check.

/// Scans records.
struct CSVScanner {
    let delimiter: UInt8
    let nullText: [UInt8]
    let recordBytesMax: Int

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ options: CSVOptions) {
        delimiter = options.delimiter
        nullText = Array(options.nullText.utf8)
        recordBytesMax = options.limits.lineBytesMax
    }

    /// Where a field ended.
    private enum FieldEnd {
        case delimiter, record, input
        case defect(CSVRecords.Defect)
    }

    /// Reads every whole record of `block`; with `isLast` the end of the block ends a record.
    func scan(_ block: RawSpan, isLast: Bool) -> CSVRecords {
        var records = CSVRecords()
        unsafe block.withUnsafeBytes { bytes in
            while records.consumed < bytes.count {
                guard unsafe readRecord(bytes, isLast, &records) else { break }
            }
        }
        return records
    }

    /// Reads one record from `consumed` on; false where it is not whole yet.
    private func readRecord(
        _ bytes: UnsafeRawBufferPointer, _ isLast: Bool, _ output: inout CSVRecords
    ) -> Bool {
        let start = output.consumed
        let mark = (fields: output.fields.count, unescaped: output.unescaped.count)
        var cursor = start
        var defect: CSVRecords.Defect?
        var isWhole = false
        while !isWhole && defect == nil {
            switch unsafe readField(bytes, &cursor, &output) {
            case .delimiter: continue
            case .record: isWhole = true
            case .input: isWhole = isLast
            case .defect(let found):
                isWhole = isLast || found != .unclosedQuote
                defect = found
            }
            if cursor >= bytes.count { break }
        }
        // Judged by what lies behind `start`, not by the block's end, so that it does not matter
        // which blocks a file comes in.
        let reached = isWhole && defect != .unclosedQuote ? cursor : bytes.count
        if reached - start > recordBytesMax { defect = .tooLong }
        if defect != nil {
            output.fields.removeSubrange(mark.fields...)
            output.unescaped.removeSubrange(mark.unescaped...)
            guard isWhole || defect == .tooLong else { return false }
            // Go on at the next line: a quote that went wrong swallows no more than its own.
            if unsafe !skipLine(bytes, from: start, &cursor), !isLast {
                guard bytes.count - start > recordBytesMax else { return false }
                output.endsInsideLine = true
            }
        } else if !isWhole {
            output.fields.removeSubrange(mark.fields...)
            output.unescaped.removeSubrange(mark.unescaped...)
            return false
        }
        unsafe finish(bytes, start, cursor, mark.fields, defect, &output)
        return true
    }

    private func finish(
        _ bytes: UnsafeRawBufferPointer, _ start: Int, _ cursor: Int, _ firstField: Int,
        _ defect: CSVRecords.Defect?, _ output: inout CSVRecords
    ) {
        var end = cursor
        if end > start, unsafe bytes[end - 1] == Self.lineFeed { end -= 1 }
        if end > start, unsafe bytes[end - 1] == Self.carriageReturn { end -= 1 }
        if end > start {
            output.records.append(
                CSVRecords.Record(
                    offset: start, length: end - start, line: output.lineCount,
                    firstField: firstField, fieldCount: output.fields.count - firstField,
                    defect: defect))
        } else {
            output.fields.removeSubrange(firstField...)
        }
        for index in start..<cursor where unsafe bytes[index] == Self.lineFeed {
            output.lineCount += 1
        }
        output.consumed = cursor
    }

    /// Moves `cursor` behind the first line end from `start` on; to the end where there is none.
    private func skipLine(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ cursor: inout Int
    ) -> Bool {
        cursor = start
        while cursor < bytes.count {
            cursor += 1
            if unsafe bytes[cursor - 1] == Self.lineFeed { return true }
        }
        return false
    }

    /// Reads the field at `cursor` and moves behind what ended it.
    private func readField(
        _ bytes: UnsafeRawBufferPointer, _ cursor: inout Int, _ output: inout CSVRecords
    ) -> FieldEnd {
        if cursor < bytes.count, unsafe bytes[cursor] == Self.quote {
            return unsafe readQuoted(bytes, &cursor, &output)
        }
        let start = cursor
        while cursor < bytes.count {
            let byte = unsafe bytes[cursor]
            if byte == delimiter || byte == Self.lineFeed { break }
            cursor += 1
        }
        let isRecordEnd = unsafe cursor >= bytes.count || bytes[cursor] == Self.lineFeed
        var end = cursor
        if isRecordEnd, end > start, unsafe bytes[end - 1] == Self.carriageReturn { end -= 1 }
        unsafe output.fields.append(bareCell(bytes, start, end))
        guard cursor < bytes.count else { return .input }
        cursor += 1
        return isRecordEnd ? .record : .delimiter
    }

    private func bareCell(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> TextCell {
        var isNull = end - start == nullText.count
        var index = 0
        while isNull, index < nullText.count {
            isNull = unsafe bytes[start + index] == nullText[index]
            index += 1
        }
        return TextCell(
            offset: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: end - start), token: TextCell.noToken,
            kind: isNull ? .null : .bare, isUnescaped: false)
    }

    private func readQuoted(
        _ bytes: UnsafeRawBufferPointer, _ cursor: inout Int, _ output: inout CSVRecords
    ) -> FieldEnd {
        let start = cursor + 1
        var index = start
        var runStart = start
        let unescapedStart = output.unescaped.count
        var hasQuotes = false
        while true {
            while index < bytes.count, unsafe bytes[index] != Self.quote { index += 1 }
            guard index < bytes.count else { return .defect(.unclosedQuote) }
            guard index + 1 < bytes.count, unsafe bytes[index + 1] == Self.quote else { break }
            hasQuotes = true
            unsafe output.unescaped.append(contentsOf: bytes[runStart...index])
            index += 2
            runStart = index
        }
        if hasQuotes { unsafe output.unescaped.append(contentsOf: bytes[runStart..<index]) }
        output.fields.append(
            TextCell(
                offset: UInt32(truncatingIfNeeded: hasQuotes ? unescapedStart : start),
                length: UInt32(
                    truncatingIfNeeded: hasQuotes
                        ? output.unescaped.count - unescapedStart : index - start),
                token: TextCell.noToken, kind: .bare, isUnescaped: hasQuotes))
        cursor = index + 1
        return unsafe endQuoted(bytes, &cursor)
    }

    /// What follows a closing quote.
    private func endQuoted(
        _ bytes: UnsafeRawBufferPointer, _ cursor: inout Int
    ) -> FieldEnd {
        guard cursor < bytes.count else { return .input }
        var byte = unsafe bytes[cursor]
        if byte == Self.carriageReturn {
            guard cursor + 1 < bytes.count else {
                cursor += 1
                return .input
            }
            byte = unsafe bytes[cursor + 1]
            guard byte == Self.lineFeed else { return .defect(.textBehindQuote) }
            cursor += 1
        }
        guard byte == delimiter || byte == Self.lineFeed else { return .defect(.textBehindQuote) }
        cursor += 1
        return byte == delimiter ? .delimiter : .record
    }
}
