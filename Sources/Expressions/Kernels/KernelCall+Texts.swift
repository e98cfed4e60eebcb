// Functions on text. Positions and lengths count characters (code points), from 1. What is a part
// of its argument shares the argument's memory.

import BinaryIO
import Columnar

extension KernelCall {
    func textFunction(_ function: Function) throws(ExpressionError) -> Vector? {
        switch function {
        case .lower: return lowered(arguments[0])
        case .upper: return mapped(arguments[0], isUpper: true)
        case .length: return lengths { $0.characterCount }
        case .octetLength: return lengths { $0.byteCount }
        case .bitLength: return lengths { $0.byteCount * 8 }
        case .ascii: return lengths { $0.byteCount == 0 ? 0 : Int($0.firstCharacter) }
        case .trim: return trimmed([0x20], start: true, end: true)
        case .trimLeft: return trimmed([0x20], start: true, end: false)
        case .trimRight: return trimmed([0x20], start: false, end: true)
        case .trimCharacters: return trimmedOf(start: true, end: true)
        case .trimCharactersLeft: return trimmedOf(start: true, end: false)
        case .trimCharactersRight: return trimmedOf(start: false, end: true)
        case .substring: return substrings()
        case .left: return parts { text, count in text.prefix(characters: count) }
        case .right: return parts { text, count in text.suffix(characters: count) }
        case .startsWith: return tests { $0.starts(with: $1) }
        case .endsWith: return tests { $0.ends(with: $1) }
        case .contains: return tests { $0.firstRange(of: $1, from: 0) != nil }
        case .position: return positions()
        case .concatenate: return try concatenated()
        case .concatenateWithSeparator: return try joined()
        default: return try longTextFunction(function)
        }
    }

    private var isBytes: Bool { arguments[0].type == .binary }

    // MARK: Letters

    func lowered(_ source: Vector) -> Vector { mapped(source, isUpper: false) }

    private func mapped(_ source: Vector, isUpper: Bool) -> Vector {
        guard let views = source.array.storage.views else {
            return Vector(constant: .null, .string)
        }
        var builder = BinaryViewsBuilder(reserving: views.count)
        var buffer: [UInt8] = []
        let first = UInt8(ascii: isUpper ? "a" : "A")
        for row in 0..<views.count {
            let text = views.bytes(at: row)
            buffer.removeAll(keepingCapacity: true)
            var isASCII = true
            for index in 0..<text.byteCount {
                let byte = text.byte(index)
                if byte >= 0x80 {
                    isASCII = false
                    break
                }
                buffer.append(byte &- first < 26 ? byte ^ 0x20 : byte)
            }
            if isASCII {
                builder.append(buffer)
            } else {
                let string = views.string(at: row)
                builder.append(isUpper ? string.uppercased() : string.lowercased())
            }
        }
        let result = ColumnArray(views: builder.finish(), validity: source.array.validity)
        return source.isConstant ? Vector(constant: result) : Vector(result)
    }

    private func lengths(_ body: (RawSpan) -> Int) -> Vector {
        let source = arguments[0]
        guard let views = source.array.storage.views else { return Vector(constant: .null, type) }
        let isBytes = self.isBytes
        let values = TypedBuffer<Int32>(capacity: views.count) { output in
            for row in 0..<views.count {
                let text = views.bytes(at: row)
                output.append(
                    Int32(clamping: isBytes && type == .int32 ? text.byteCount : body(text)))
            }
        }
        return Vector(ColumnArray(int32: values, validity: source.array.validity))
    }

    // MARK: Parts

    /// A part of each text, given as a range of its bytes.
    func sliced(_ body: (Int, RawSpan) -> Range<Int>) -> Vector {
        let source = arguments[0]
        guard let views = source.array.storage.views else { return Vector(constant: .null, type) }
        let step = source.isConstant ? 0 : 1
        let nulls = validity
        let result = TypedBuffer<BinaryView>(capacity: count) { output in
            for row in 0..<count {
                guard isValid(nulls, row) else {
                    output.append(.empty)
                    continue
                }
                let text = views.bytes(at: row * step)
                let range = body(row, text)
                output.append(
                    views.views[row * step].slice(text.extracting(range), at: range.lowerBound))
            }
        }
        return Vector(
            ColumnArray(
                views: BinaryViews(views: result, blocks: views.blocks), type: type,
                validity: nulls))
    }

    private func trimmed(_ characters: [UInt8], start: Bool, end: Bool) -> Vector {
        sliced { _, text in
            var low = 0
            var high = text.byteCount
            while start, low < high, text.byte(low) == 0x20 { low += 1 }
            while end, high > low, text.byte(high - 1) == 0x20 { high -= 1 }
            return low..<high
        }
    }

    /// Takes away the characters that stand in the second argument.
    private func trimmedOf(start: Bool, end: Bool) -> Vector {
        guard let sets = arguments[1].array.storage.views else {
            return Vector(constant: .null, type)
        }
        let step = arguments[1].isConstant ? 0 : 1
        var set = arguments[1].isConstant ? Set(sets.string(at: 0).unicodeScalars) : []
        return sliced { row, text in
            if step == 1 { set = Set(sets.string(at: row).unicodeScalars) }
            var low = 0
            var high = text.byteCount
            while start, low < high, set.contains(text.scalar(at: low)) {
                low += text.characterLength(at: low)
            }
            while end, high > low {
                let last = text.characterStart(before: high)
                guard last >= low, set.contains(text.scalar(at: last)) else { break }
                high = last
            }
            return low..<high
        }
    }

    private func number(_ argument: Int) -> Operand<Int32> {
        guard argument < arguments.count, let values = arguments[argument].array.storage.int32
        else { return Operand(TypedBuffer([Int32.max]), isConstant: true) }
        return Operand(values, isConstant: arguments[argument].isConstant)
    }

    private func parts(_ body: (RawSpan, Int) -> Range<Int>) -> Vector {
        let counts = number(1)
        return sliced { row, text in body(text, Int(counts.buffer[row * counts.step])) }
    }

    /// `substring(text, start, length)`: from 1, from the end where below zero; 0 is as 1.
    private func substrings() -> Vector {
        let starts = number(1)
        let counts = number(2)
        let isBytes = self.isBytes
        return sliced { row, text in
            let start = Int(starts.buffer[row * starts.step])
            let length = Int(counts.buffer[row * counts.step])
            // Counting all characters is only needed from the end.
            let total = isBytes ? text.byteCount : start < 0 ? text.characterCount : 0
            let first = start > 0 ? start - 1 : start < 0 ? total + start : 0
            let end = first + length
            guard length > 0, end > 0 else { return 0..<0 }
            let low = max(first, 0)
            if isBytes {
                let from = min(low, total)
                return from..<max(min(end, total), from)
            }
            let from = text.offset(ofCharacter: low, from: 0)
            return from..<text.offset(ofCharacter: end - low, from: from)
        }
    }

    // MARK: Tests and positions

    private func tests(_ body: (RawSpan, RawSpan) -> Bool) -> Vector {
        guard let texts = arguments[0].array.storage.views,
            let others = arguments[1].array.storage.views
        else { return Vector(constant: .null, .boolean) }
        let (first, second) = (arguments[0].isConstant ? 0 : 1, arguments[1].isConstant ? 0 : 1)
        let bits = makeBits(count: count) {
            body(texts.bytes(at: $0 * first), others.bytes(at: $0 * second))
        }
        return Vector(ColumnArray(boolean: bits, validity: validity))
    }

    /// The place of a part in a text, from a start on; 0 where it is not there.
    private func positions() -> Vector {
        guard let texts = arguments[0].array.storage.views,
            let others = arguments[1].array.storage.views
        else { return Vector(constant: .null, .int32) }
        let (first, second) = (arguments[0].isConstant ? 0 : 1, arguments[1].isConstant ? 0 : 1)
        let starts = number(2)
        let values = TypedBuffer<Int32>(capacity: count) { output in
            for row in 0..<count {
                let start = Int(starts.buffer[row * starts.step])
                guard start > 0 else {
                    output.append(0)
                    continue
                }
                let text = texts.bytes(at: row * first)
                let from = text.offset(ofCharacter: start - 1, from: 0)
                let found = text.firstRange(of: others.bytes(at: row * second), from: from)
                output.append(
                    found.map { Int32(clamping: text.extracting(0..<$0).characterCount + 1) } ?? 0)
            }
        }
        return Vector(ColumnArray(int32: values, validity: validity))
    }

    // MARK: Joining

    private func concatenated() throws(ExpressionError) -> Vector {
        let parts = arguments.compactMap(\.array.storage.views)
        guard parts.count == arguments.count else { return Vector(constant: .null, type) }
        let steps = arguments.map { $0.isConstant ? 0 : 1 }
        return try built { row, buffer in
            for index in parts.indices {
                let part = parts[index]
                buffer.append(part.bytes(at: row * steps[index]))
            }
            return true
        }
    }

    /// Texts with the first between them; those that are null are left out.
    private func joined() throws(ExpressionError) -> Vector {
        let parts = arguments.map { $0.array.storage.views }
        let steps = arguments.map { $0.isConstant ? 0 : 1 }
        guard let separators = parts[0] else { return Vector(constant: .null, type) }
        let nulls = arguments[0].validity(count)
        let others = arguments
        return try built(validity: nulls) { row, buffer in
            var isFirst = true
            for index in 1..<others.count {
                guard let part = parts[index], !others[index].array.isNull(row * steps[index])
                else { continue }
                if !isFirst { buffer.append(separators.bytes(at: row * steps[0])) }
                isFirst = false
                buffer.append(part.bytes(at: row * steps[index]))
            }
            return true
        }
    }

    /// New texts, which `body` appends to a buffer; false where a row has none. Rows past the
    /// limit of one text are errors.
    func built(
        validity given: Bitmap? = nil, _ body: (Int, inout [UInt8]) -> Bool
    ) throws(ExpressionError) -> Vector {
        let nulls = given ?? validity
        var builder = BinaryViewsBuilder(reserving: count)
        var missing: [Int] = []
        var buffer: [UInt8] = []
        var total = 0
        for row in 0..<count {
            guard isValid(nulls, row) else {
                builder.appendEmpty()
                continue
            }
            buffer.removeAll(keepingCapacity: true)
            if !body(row, &buffer) { missing.append(row) }
            if buffer.count > ExpressionLimits.stringBytesMax
                || total > ExpressionLimits.batchTextBytesMax - buffer.count
            {
                try context.fail(
                    row, .limitExceeded,
                    "a text of \(buffer.count) bytes; at most "
                        + "\(ExpressionLimits.stringBytesMax) are made for one row and "
                        + "\(ExpressionLimits.batchTextBytesMax) for one batch")
                buffer.removeAll()
            }
            total += buffer.count
            builder.append(buffer)
        }
        let result = ColumnArray(views: builder.finish(), type: type, validity: nulls)
        return Vector(missing.isEmpty ? result : result.clearing(missing))
    }
}
