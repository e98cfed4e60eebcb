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

/// Encodes values of fixed width.
///
/// Not generic over the value: a generic class is not specialised behind a protocol. It switches
/// on the values once a call and runs loops of concrete types.
final class FixedWidthEncoder: ValueEncoder {
    private let type: PhysicalType
    private let valueBytes: Int
    private let startsWithDictionary: Bool
    private(set) var isDictionary: Bool
    private var table = FixedWidthTable()
    private var codes: [UInt32] = []
    private var plain = ByteWriter(capacity: 16)
    private var bounds: ValueBounds?

    init(_ type: PhysicalType, writesDictionary: Bool) {
        self.type = type
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
            include(values)
        }
    }

    private func include<Element: PhysicalElement>(_ values: TypedBuffer<Element>) {
        let span = values.span
        var index = 0
        while index < span.count && !span[index].isOrdered { index += 1 }
        guard index < span.count else { return }
        var least = span[index]
        var greatest = least
        while index < span.count {
            let value = span[index]
            // A NaN compares false both times.
            if value < least { least = value }
            if value > greatest { greatest = value }
            index += 1
        }
        let found = Element.bounds(least, greatest)
        bounds = bounds.map { $0.union(found) } ?? found
    }

    func takePage() -> PageValues {
        if isDictionary {
            defer { codes.removeAll() }
            return .codes(codes)
        }
        var finished = ByteWriter(capacity: plain.count)
        swap(&finished, &plain)
        return .plain(finished.finish())
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
        appendPlain(codes, to: &plain)
        codes = []
    }

    func finishChunk() -> ValueBounds? {
        switch type {
        case .int32: include(table.values(of: Int32.self))
        case .int64: include(table.values(of: Int64.self))
        case .float: include(table.values(of: Float.self))
        default: include(table.values(of: Double.self))
        }
        defer {
            bounds = nil
            table = FixedWidthTable()
            isDictionary = startsWithDictionary
        }
        return bounds
    }
}
