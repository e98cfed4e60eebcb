// Writes INT32, INT64, FLOAT and DOUBLE values.

import BinaryIO
import Columnar

/// A value of a physical type of fixed width.
protocol PhysicalElement: BitwiseCopyable, Sendable, Comparable {
    /// The bits, zero-extended.
    var dictionaryKey: UInt64 { get }
    init(dictionaryKey: UInt64)
    static func bounds(_ least: Self, _ greatest: Self) -> ValueBounds
    /// Whether the value has a place in the order.
    var isOrdered: Bool { get }
}

extension Int32: PhysicalElement {
    var dictionaryKey: UInt64 { UInt64(UInt32(bitPattern: self)) }
    init(dictionaryKey: UInt64) { self.init(truncatingIfNeeded: dictionaryKey) }
    var isOrdered: Bool { true }
    static func bounds(_ least: Int32, _ greatest: Int32) -> ValueBounds { .int32(least, greatest) }
}

extension Int64: PhysicalElement {
    var dictionaryKey: UInt64 { UInt64(bitPattern: self) }
    init(dictionaryKey: UInt64) { self.init(bitPattern: dictionaryKey) }
    var isOrdered: Bool { true }
    static func bounds(_ least: Int64, _ greatest: Int64) -> ValueBounds { .int64(least, greatest) }
}

extension Float: PhysicalElement {
    var dictionaryKey: UInt64 { UInt64(bitPattern) }
    init(dictionaryKey: UInt64) { self.init(bitPattern: UInt32(truncatingIfNeeded: dictionaryKey)) }
    var isOrdered: Bool { !isNaN }
    static func bounds(_ least: Float, _ greatest: Float) -> ValueBounds {
        // Readers of old took -0 and +0 for different values.
        .float(least == 0 ? -0.0 : least, greatest == 0 ? 0.0 : greatest)
    }
}

extension Double: PhysicalElement {
    var dictionaryKey: UInt64 { bitPattern }
    init(dictionaryKey: UInt64) { self.init(bitPattern: dictionaryKey) }
    var isOrdered: Bool { !isNaN }
    static func bounds(_ least: Double, _ greatest: Double) -> ValueBounds {
        .double(least == 0 ? -0.0 : least, greatest == 0 ? 0.0 : greatest)
    }
}

extension UInt32: PhysicalElement {
    var dictionaryKey: UInt64 { UInt64(self) }
    init(dictionaryKey: UInt64) { self.init(truncatingIfNeeded: dictionaryKey) }
    var isOrdered: Bool { true }
    static func bounds(_ least: UInt32, _ greatest: UInt32) -> ValueBounds {
        .uint32(least, greatest)
    }
}

extension UInt64: PhysicalElement {
    var dictionaryKey: UInt64 { self }
    init(dictionaryKey: UInt64) { self = dictionaryKey }
    var isOrdered: Bool { true }
    static func bounds(_ least: UInt64, _ greatest: UInt64) -> ValueBounds {
        .uint64(least, greatest)
    }
}

/// Encodes values of fixed width.
///
/// Not generic over the value: a generic class is not specialised behind a protocol. It switches
/// on the values once a call and runs loops of concrete types.
final class FixedWidthEncoder: ValueEncoder {
    private let type: PhysicalType
    private let valueBytes: Int
    private let order: BoundsOrder
    private let startsWithDictionary: Bool
    private(set) var isDictionary: Bool
    private var table = FixedWidthTable()
    private var codes: [UInt32] = []
    private var plain = ByteWriter(capacity: 0)
    private var bounds: ValueBounds?
    private var nanCount = 0

    init(_ type: PhysicalType, order: BoundsOrder, writesDictionary: Bool) {
        self.type = type
        self.order = order
        valueBytes = type == .int32 || type == .float ? 4 : 8
        startsWithDictionary = writesDictionary
        isDictionary = writesDictionary
    }

    var dictionaryCount: Int { table.keys.count }
    var dictionaryBytes: Int { table.keys.count * valueBytes }
    var pageBytes: Int { plain.count }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        switch values {
        case .int32(let buffer): add(buffer.slice(range))
        case .int64(let buffer): add(buffer.slice(range))
        case .float(let buffer): add(buffer.slice(range))
        case .double(let buffer): add(buffer.slice(range))
        default: return
        }
    }

    private func add<Element: PhysicalElement>(_ values: TypedBuffer<Element>) {
        if isDictionary {
            table.appendCodes(values, to: &codes)
        } else {
            plain.append(values.bytes)
            switch (type, order) {
            case (_, .none): return
            case (.int32, .unsigned):
                include(TypedBuffer<UInt32>(bytes: values.bytes, count: values.count))
            case (.int64, .unsigned):
                include(TypedBuffer<UInt64>(bytes: values.bytes, count: values.count))
            default: include(values)
            }
        }
    }

    private func include<Element: PhysicalElement>(_ values: TypedBuffer<Element>) {
        let span = values.span
        var index = 0
        while index < span.count && !span[index].isOrdered { index += 1 }
        nanCount += index
        guard index < span.count else { return }
        var least = span[index]
        var greatest = least
        var unordered = 0
        while index < span.count {
            let value = span[index]
            // A NaN compares false both times.
            if value < least { least = value }
            if value > greatest { greatest = value }
            if !value.isOrdered { unordered += 1 }
            index += 1
        }
        nanCount += unordered
        include(Element.bounds(least, greatest))
    }

    private func include(_ found: ValueBounds) {
        bounds = bounds.map { $0.union(found) } ?? found
    }

    /// Takes the values of `codes` into the bounds of the page.
    private func includeCodes() {
        switch (type, order) {
        case (_, .none): return
        case (.int32, .unsigned): includeCodes(of: UInt32.self)
        case (.int64, .unsigned): includeCodes(of: UInt64.self)
        case (.int32, _): includeCodes(of: Int32.self)
        case (.int64, _): includeCodes(of: Int64.self)
        case (.float, _): includeCodes(of: Float.self)
        default: includeCodes(of: Double.self)
        }
    }

    private func includeCodes<Element: PhysicalElement>(of type: Element.Type) {
        let (found, unordered) = table.bounds(of: codes, as: type)
        nanCount += unordered
        if let (least, greatest) = found { include(Element.bounds(least, greatest)) }
    }

    func takePage() -> FinishedValues {
        let values: PageValues
        if isDictionary {
            includeCodes()
            values = .codes(codes)
            codes.removeAll()
        } else {
            var finished = ByteWriter(capacity: plain.count)
            swap(&finished, &plain)
            values = .plain(finished.finish())
        }
        defer {
            bounds = nil
            nanCount = 0
        }
        return FinishedValues(values: values, bounds: bounds, nanCount: nanCount)
    }

    func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter) {
        table.appendPlain(codes, valueBytes: valueBytes, to: &writer)
    }

    func plainBytes(_ codes: [UInt32]) -> Int { codes.count * valueBytes }

    func appendDictionary(to writer: inout ByteWriter) {
        appendPlain(Array(0..<UInt32(clamping: table.keys.count)), to: &writer)
    }

    func leaveDictionary() {
        guard isDictionary else { return }
        isDictionary = false
        includeCodes()
        appendPlain(codes, to: &plain)
        codes = []
    }

    func startChunk() {
        table = FixedWidthTable()
        isDictionary = startsWithDictionary
    }
}
