// Variants as JSON texts, compact and with fields in the order of the object (parquet-format,
// VariantEncoding.md). A value is a stranger's bytes: every offset is checked, and no more values
// are written than it has bytes, so that offsets that lead to one place many times end in an error.

package import BinaryIO
import Columnar
import JSONCodec

/// Writes variants as JSON; keeps its memory, and the dictionary of the last one, for the next.
package struct VariantText: Sendable {
    /// The basic types, the two low bits of a value's first byte.
    private enum Basic: UInt8 {
        case primitive, shortString, object, array
    }

    private var metadata: VariantMetadata?
    private var json = JSONWriter()
    private var valuesLeft = 0

    package init() {}

    /// The JSON text of a variant.
    ///
    /// - Throws: `corruptVariant`; `limitExceeded` where it nests too deeply or its text is too
    ///   long.
    /// - Complexity: O(bytes of the text), and of the metadata where they are not those of the
    ///   variant before.
    package mutating func json(
        metadata: RawSpan, value: RawSpan
    ) throws(DeltaProtocolError) -> Bytes {
        if self.metadata?.isMade(from: metadata) != true {
            self.metadata = try VariantMetadata(metadata)
        }
        valuesLeft = value.byteCount
        json.removeAll()
        try write(value, at: 0, depth: 0)
        return json.take()
    }

    private mutating func write(
        _ value: RawSpan, at place: Int, depth: Int
    ) throws(DeltaProtocolError) {
        guard depth <= DeltaProtocolLimits.variantDepthMax,
            json.bytes.count <= DeltaProtocolLimits.variantTextBytesMax
        else {
            throw DeltaProtocolError(
                .limitExceeded, "a variant nests too deeply, or its text is too long")
        }
        valuesLeft -= 1
        guard valuesLeft >= 0, place < value.byteCount else { throw Self.cutShort }
        let header = value.byte(at: place)
        let info = header >> 2
        switch Basic(rawValue: header & 3) {
        case .shortString: json.string(try text(value, at: place + 1, count: Int(info)))
        case .object: try writeObject(value, at: place + 1, info, depth)
        case .array: try writeArray(value, at: place + 1, info, depth)
        case .primitive, nil: try writePrimitive(value, at: place + 1, type: info)
        }
    }

    private mutating func writeObject(
        _ value: RawSpan, at place: Int, _ info: UInt8, _ depth: Int
    ) throws(DeltaProtocolError) {
        let countWidth = info & 0x10 == 0 ? 1 : 4
        let idWidth = Int(info >> 2 & 3) + 1
        let width = Int(info & 3) + 1
        guard let count = value.unsigned(at: place, width: countWidth) else { throw Self.cutShort }
        let ids = place + countWidth
        let offsets = ids + count * idWidth
        let data = offsets + (count + 1) * width
        guard data <= value.byteCount else { throw Self.cutShort }
        json.beginObject()
        for index in 0..<count {
            guard let id = value.unsigned(at: ids + index * idWidth, width: idWidth),
                let offset = value.unsigned(at: offsets + index * width, width: width),
                let names = metadata?.names, id < names.count
            else { throw VariantMetadata.corrupt("names a field that its metadata lack") }
            json.key(names[id])
            try write(value, at: data + offset, depth: depth + 1)
        }
        json.endObject()
    }

    private mutating func writeArray(
        _ value: RawSpan, at place: Int, _ info: UInt8, _ depth: Int
    ) throws(DeltaProtocolError) {
        let countWidth = info & 4 == 0 ? 1 : 4
        let width = Int(info & 3) + 1
        guard let count = value.unsigned(at: place, width: countWidth) else { throw Self.cutShort }
        let offsets = place + countWidth
        let data = offsets + (count + 1) * width
        guard data <= value.byteCount else { throw Self.cutShort }
        json.beginArray()
        for index in 0..<count {
            guard let offset = value.unsigned(at: offsets + index * width, width: width) else {
                throw Self.cutShort
            }
            try write(value, at: data + offset, depth: depth + 1)
        }
        json.endArray()
    }

    /// A text of `count` bytes.
    private func text(
        _ value: RawSpan, at place: Int, count: Int
    ) throws(DeltaProtocolError) -> String {
        guard place <= value.byteCount, count <= value.byteCount - place else {
            throw Self.cutShort
        }
        var octets: [UInt8] = []
        octets.reserveCapacity(count)
        for index in 0..<count { octets.append(value.byte(at: place + index)) }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw VariantMetadata.corrupt("has a text that is not UTF-8")
        }
        return text
    }

    private static let cutShort = VariantMetadata.corrupt("ends early")
}

// MARK: Primitive values

extension VariantText {
    private mutating func writePrimitive(
        _ value: RawSpan, at place: Int, type: UInt8
    ) throws(DeltaProtocolError) {
        switch type {
        case 0: json.null()
        case 1: json.bool(true)
        case 2: json.bool(false)
        case 3: json.integer(Int64(try integer(value, place, 1)))
        case 4: json.integer(Int64(try integer(value, place, 2)))
        case 5: json.integer(Int64(try integer(value, place, 4)))
        case 6: json.integer(Int64(truncatingIfNeeded: try integer(value, place, 8)))
        case 7:
            let bits = UInt64(truncatingIfNeeded: try integer(value, place, 8))
            json.double(Double(bitPattern: bits))
        case 8: try writeDecimal(value, place, 4)
        case 9: try writeDecimal(value, place, 8)
        case 10: try writeDecimal(value, place, 16)
        case 11:
            let days = Int32(truncatingIfNeeded: try integer(value, place, 4))
            json.string(TimestampText.date(days: days))
        case 12: json.string(Self.time(try integer(value, place, 8), perSecond: 6) + "+00:00")
        case 13: json.string(Self.time(try integer(value, place, 8), perSecond: 6))
        case 14:
            let bits = UInt32(truncatingIfNeeded: try integer(value, place, 4))
            writeFloat(Float(bitPattern: bits))
        case 15: try writeBinary(value, place)
        case 16:
            guard let count = value.unsigned(at: place, width: 4) else { throw Self.cutShort }
            json.string(try text(value, at: place + 4, count: count))
        case 17:
            let text = Self.time(try integer(value, place, 8), perSecond: 6)
            json.string(text.split(separator: " ").last.map { String($0) } ?? text)
        case 18: json.string(Self.time(try integer(value, place, 8), perSecond: 9) + "+00:00")
        case 19: json.string(Self.time(try integer(value, place, 8), perSecond: 9))
        case 20: json.string(try uuid(value, place))
        default: throw VariantMetadata.corrupt("has a value of the unknown type \(type)")
        }
    }

    /// A signed number of `width` bytes in little-endian order.
    private func integer(
        _ value: RawSpan, _ place: Int, _ width: Int
    ) throws(DeltaProtocolError) -> Int128 {
        guard place <= value.byteCount, width <= value.byteCount - place else {
            throw Self.cutShort
        }
        var bits: UInt128 = 0
        for index in 0..<width { bits |= UInt128(value.byte(at: place + index)) << (8 * index) }
        let unused = 128 - 8 * width
        return Int128(truncatingIfNeeded: bits << unused) >> unused
    }

    /// Without the zeros at its end, as Spark writes it.
    private mutating func writeDecimal(
        _ value: RawSpan, _ place: Int, _ width: Int
    ) throws(DeltaProtocolError) {
        guard place < value.byteCount else { throw Self.cutShort }
        var scale = Int(value.byte(at: place))
        var unscaled = try integer(value, place + 1, width)
        guard scale <= DecimalType.precisionMax else {
            throw VariantMetadata.corrupt("has a decimal of scale \(scale)")
        }
        while scale > 0, unscaled % 10 == 0 {
            unscaled /= 10
            scale -= 1
        }
        json.decimal(unscaled, scale: scale)
    }

    private mutating func writeFloat(_ value: Float) {
        if value.isFinite { json.raw(value.description) } else { json.double(Double(value)) }
    }

    private mutating func writeBinary(
        _ value: RawSpan, _ place: Int
    ) throws(DeltaProtocolError) {
        guard let count = value.unsigned(at: place, width: 4),
            count <= value.byteCount - place - 4
        else { throw Self.cutShort }
        var octets: [UInt8] = []
        for index in 0..<count { octets.append(value.byte(at: place + 4 + index)) }
        var text: [UInt8] = []
        Base64.encode(octets.span, into: &text)
        json.string(String(decoding: text, as: UTF8.self))
    }

    private func uuid(_ value: RawSpan, _ place: Int) throws(DeltaProtocolError) -> String {
        guard place <= value.byteCount, 16 <= value.byteCount - place else { throw Self.cutShort }
        var text = ""
        for index in 0..<16 {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            let digits = String(value.byte(at: place + index), radix: 16)
            text += digits.utf8.count == 1 ? "0" + digits : digits
        }
        return text
    }

    /// `YYYY-MM-DD HH:MM:SS` and as much of a fraction as is not zero.
    ///
    /// - Parameter perSecond: the number of decimals.
    private static func time(_ value: Int128, perSecond decimals: Int) -> String {
        let unit: Int64 = decimals == 9 ? 1_000_000_000 : 1_000_000
        let ticks = Int64(truncatingIfNeeded: value)
        let rest = ((ticks % unit) + unit) % unit
        let seconds = rest > 0 && ticks < 0 ? ticks / unit - 1 : ticks / unit
        let whole = TimestampText.local(microseconds: seconds &* 1_000_000)
        guard rest > 0 else { return whole }
        var fraction = Int(rest).zeroPadded(decimals)
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return whole + "." + fraction
    }
}
