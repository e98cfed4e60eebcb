// Casts from and to text. Blanks around a value do not matter; anything else that does not
// belong to it makes it invalid.

import BinaryIO
import Columnar

extension KernelCall {
    func castFromText() throws(ExpressionError) -> Vector {
        guard let views = arguments[0].array.storage.views else {
            return Vector(constant: .null, type)
        }
        switch type {
        case .binary: return Vector(arguments[0].array.retyped(.binary))
        case .boolean:
            let (values, nulls) = try parsed(views, 0) { TextValue.boolean($0) }
            let bits = makeBits(count: count) { values[$0] == 1 }
            return Vector(ColumnArray(boolean: bits, validity: nulls))
        case .int8:
            let (values, nulls) = try parsed(views, 0) {
                TextValue.integer($0).flatMap(Int8.init(exactly:))
            }
            return finished(.int8(values), nulls)
        case .int16:
            let (values, nulls) = try parsed(views, 0) {
                TextValue.integer($0).flatMap(Int16.init(exactly:))
            }
            return finished(.int16(values), nulls)
        case .int32:
            let (values, nulls) = try parsed(views, 0) {
                TextValue.integer($0).flatMap(Int32.init(exactly:))
            }
            return finished(.int32(values), nulls)
        case .int64:
            let (values, nulls) = try parsed(views, 0) { TextValue.integer($0) }
            return finished(.int64(values), nulls)
        case .float32:
            let (values, nulls) = try parsed(views, Float(0)) { TextValue.float($0) }
            return finished(.float32(values), nulls)
        case .float64:
            let (values, nulls) = try parsed(views, 0.0) { TextValue.double($0) }
            return finished(.float64(values), nulls)
        case .date:
            let (values, nulls) = try parsed(views, 0) { DateText.parseDate($0) }
            return finished(.int32(values), nulls)
        case .timestamp:
            let (values, nulls) = try parsed(views, 0) {
                DateText.parseTimestamp($0)?.microseconds
            }
            return finished(.int64(values), nulls)
        case .timestampNTZ:
            // A zone in the text is read and left aside.
            let (values, nulls) = try parsed(views, 0) {
                DateText.parseTimestamp($0).flatMap { $0.hasZone ? nil : $0.microseconds }
            }
            return finished(.int64(values), nulls)
        case .decimal(let target):
            let (values, nulls) = try parsed(views, 0) { TextValue.decimal($0, target) }
            return finished(Self.storage(values, target), nulls)
        default: return Vector(constant: .null, type)
        }
    }

    /// One value a row; rows that `body` has no value for are errors or null.
    @inline(__always)
    private func parsed<T: Plain>(
        _ views: BinaryViews, _ zero: T, _ body: (Span<UInt8>) -> T?
    ) throws(ExpressionError) -> (TypedBuffer<T>, Bitmap?) {
        let nulls = validity
        var bad: [Int] = []
        let values = TypedBuffer<T>(capacity: count) { output in
            for row in 0..<count {
                guard isValid(nulls, row) else {
                    output.append(zero)
                    continue
                }
                let span = Span<UInt8>(_bytes: views.bytes(at: row))
                if let value = body(span) {
                    output.append(value)
                } else {
                    bad.append(row)
                    output.append(zero)
                }
            }
        }
        if bad.isEmpty { return (values, nulls) }
        if !isLenient {
            for row in bad {
                try context.fail(
                    row, .invalidCast,
                    "'\(views.string(at: row).prefix(100))' cannot be cast to \(type)")
            }
        }
        let cleared = ColumnArray(
            boolean: Bitmap(repeating: false, count: count), validity: nulls
        ).clearing(bad).validity
        return (values, cleared)
    }

    // MARK: To text

    func castToText() -> Vector {
        let source = arguments[0].array
        let nulls = validity
        switch source.storage {
        case .boolean(let bits):
            return texts(nulls) { row, output in
                output += Array((bits[row] ? "true" : "false").utf8)
            }
        case .int8(let values):
            return texts(nulls) { NumberText.append(Int64(values[$0]), to: &$1) }
        case .int16(let values):
            return texts(nulls) { NumberText.append(Int64(values[$0]), to: &$1) }
        case .int32(let values):
            if source.type == .date {
                return texts(nulls) { DateText.append(days: Int(values[$0]), to: &$1) }
            }
            return texts(nulls) { NumberText.append(Int64(values[$0]), to: &$1) }
        case .int64(let values):
            if let decimal = source.type.decimalType {
                return texts(nulls) {
                    DecimalMath.append(Int128(values[$0]), scale: decimal.scale, to: &$1)
                }
            }
            if source.type == .int64 {
                return texts(nulls) { NumberText.append(values[$0], to: &$1) }
            }
            return texts(nulls) { DateText.append(microseconds: values[$0], to: &$1) }
        case .int128(let values):
            let scale = source.type.decimalType?.scale ?? 0
            return texts(nulls) { DecimalMath.append(values[$0], scale: scale, to: &$1) }
        case .float32(let values):
            return texts(nulls) { $1 += Array(NumberText.text(values[$0]).utf8) }
        case .float64(let values):
            return texts(nulls) { $1 += Array(NumberText.text(values[$0]).utf8) }
        case .views: return Vector(source.retyped(.string))
        case .list, .struct:
            return texts(nulls) { $1 += Array(NestedText.text(source, $0).utf8) }
        case .null, .dictionary: return Vector(constant: .null, .string)
        }
    }

    /// Text for every row that is valid, which `body` appends to the buffer.
    func texts(_ nulls: Bitmap?, _ body: (Int, inout [UInt8]) -> Void) -> Vector {
        var builder = BinaryViewsBuilder(reserving: count)
        var buffer: [UInt8] = []
        for row in 0..<count {
            guard isValid(nulls, row) else {
                builder.appendEmpty()
                continue
            }
            buffer.removeAll(keepingCapacity: true)
            body(row, &buffer)
            builder.append(buffer)
        }
        return Vector(ColumnArray(views: builder.finish(), type: type, validity: nulls))
    }
}

/// Values read from text that may have blanks around it.
enum TextValue {
    private static func trimmed(_ text: Span<UInt8>) -> Range<Int> {
        var start = 0
        var end = text.count
        while start < end, TextCursor.isBlank(text[start]) { start += 1 }
        while end > start, TextCursor.isBlank(text[end - 1]) { end -= 1 }
        return start..<end
    }

    static func integer(_ text: Span<UInt8>) -> Int64? {
        let range = trimmed(text)
        return NumberText.parseInteger(text, from: range.lowerBound, to: range.upperBound)
    }

    /// `t true y yes 1` and `f false n no 0`, in any case.
    static func boolean(_ text: Span<UInt8>) -> Int8? {
        let range = trimmed(text)
        guard range.count <= 5 else { return nil }
        var lower: [UInt8] = []
        for index in range { lower.append(text[index] | 0x20) }
        switch String(decoding: lower, as: UTF8.self) {
        case "t", "true", "y", "yes", "1": return 1
        case "f", "false", "n", "no", "0": return 0
        default: return nil
        }
    }

    static func decimal(_ text: Span<UInt8>, _ target: DecimalType) -> Int128? {
        let range = trimmed(text)
        guard let parsed = DecimalText.parse(text.extracting(range)),
            let value = parsed.rescaled(to: target.scale),
            DecimalMath.fits(value, target.precision)
        else { return nil }
        return value
    }

    static func double(_ text: Span<UInt8>) -> Double? {
        let range = trimmed(text)
        if let special = special(text, range) { return special }
        guard isNumber(text, range) else { return nil }
        return Double(string(text, range))
    }

    static func float(_ text: Span<UInt8>) -> Float? {
        let range = trimmed(text)
        if let special = special(text, range) { return Float(special) }
        guard isNumber(text, range) else { return nil }
        return Float(string(text, range))
    }

    private static func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for index in range { bytes.append(text[index]) }
        // Java takes a type suffix.
        if let last = bytes.last, [0x64, 0x66].contains(last | 0x20) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isNumber(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        for index in range {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                continue
            case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "f"), UInt8(ascii: "F"):
                if index == range.upperBound - 1, range.count > 1 { continue }
                return false
            default: return false
            }
        }
        return true
    }

    /// NaN and the infinities, in any case.
    private static func special(_ text: Span<UInt8>, _ range: Range<Int>) -> Double? {
        guard range.count >= 3, range.count <= 9, text[range.upperBound - 1] > UInt8(ascii: "9")
        else { return nil }
        switch string(text, range).lowercased() {
        case "nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }
}

/// Lists, maps and structs as text, in braces as in Spark: `[1, 2]`, `{k -> v}`, `{1, x}`.
enum NestedText {
    static func text(_ array: ColumnArray, _ row: Int) -> String {
        text(array.scalar(at: row), array.type)
    }

    static func text(_ value: Scalar, _ type: DataType) -> String {
        switch (value, type) {
        case (.null, _): return "null"
        case (.list(let elements), .list(let field)):
            return "[" + elements.map { text($0, field.type) }.joined(separator: ", ") + "]"
        case (.map(let keys, let values), .map(let key, let value)):
            let entries = zip(keys, values).map {
                text($0, key.type) + " -> " + text($1, value.type)
            }
            return "{" + entries.joined(separator: ", ") + "}"
        case (.struct(let members), .struct(let fields)):
            return "{" + zip(members, fields).map { text($0, $1.type) }.joined(separator: ", ")
                + "}"
        default: return ScalarText.text(value)
        }
    }
}

/// Single values as text, as a cast to string writes them.
enum ScalarText {
    static func text(_ value: Scalar) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .int8(let value): "\(value)"
        case .int16(let value): "\(value)"
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .float32(let value): NumberText.text(value)
        case .float64(let value): NumberText.text(value)
        case .decimal(let value, let type): DecimalMath.text(value, scale: type.scale)
        case .string(let value): value
        case .binary(let bytes): String(decoding: bytes, as: UTF8.self)
        case .date(let days): DateText.text(days: days)
        case .timestamp(let value), .timestampNTZ(let value): DateText.text(microseconds: value)
        case .list, .struct, .map: ""
        }
    }
}
