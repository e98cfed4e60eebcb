// Writes INT32, INT64, FLOAT and DOUBLE values.

import BinaryIO
import Columnar

/// A value of a physical type of fixed width.
protocol PhysicalElement: BitwiseCopyable, Sendable, Comparable {
    /// The bits, zero-extended.
    var dictionaryKey: UInt64 { get }
    init(dictionaryKey: UInt64)
    /// The values of this type among `values`.
    static func values(_ values: PhysicalValues) -> TypedBuffer<Self>?
    static func bounds(_ least: Self, _ greatest: Self) -> ValueBounds
    /// Whether the value has a place in the order.
    var isOrdered: Bool { get }
}

extension Int32: PhysicalElement {
    var dictionaryKey: UInt64 { UInt64(UInt32(bitPattern: self)) }
    init(dictionaryKey: UInt64) { self.init(truncatingIfNeeded: dictionaryKey) }
    var isOrdered: Bool { true }
    static func values(_ values: PhysicalValues) -> TypedBuffer<Int32>? {
        if case .int32(let buffer) = values { buffer } else { nil }
    }
    static func bounds(_ least: Int32, _ greatest: Int32) -> ValueBounds { .int32(least, greatest) }
}

extension Int64: PhysicalElement {
    var dictionaryKey: UInt64 { UInt64(bitPattern: self) }
    init(dictionaryKey: UInt64) { self.init(bitPattern: dictionaryKey) }
    var isOrdered: Bool { true }
    static func values(_ values: PhysicalValues) -> TypedBuffer<Int64>? {
        if case .int64(let buffer) = values { buffer } else { nil }
    }
    static func bounds(_ least: Int64, _ greatest: Int64) -> ValueBounds { .int64(least, greatest) }
}

extension Float: PhysicalElement {
    var dictionaryKey: UInt64 { UInt64(bitPattern) }
    init(dictionaryKey: UInt64) { self.init(bitPattern: UInt32(truncatingIfNeeded: dictionaryKey)) }
    var isOrdered: Bool { !isNaN }
    static func values(_ values: PhysicalValues) -> TypedBuffer<Float>? {
        if case .float(let buffer) = values { buffer } else { nil }
    }
    static func bounds(_ least: Float, _ greatest: Float) -> ValueBounds {
        // Readers of old took -0 and +0 for different values.
        .float(least == 0 ? -0.0 : least, greatest == 0 ? 0.0 : greatest)
    }
}

extension Double: PhysicalElement {
    var dictionaryKey: UInt64 { bitPattern }
    init(dictionaryKey: UInt64) { self.init(bitPattern: dictionaryKey) }
    var isOrdered: Bool { !isNaN }
    static func values(_ values: PhysicalValues) -> TypedBuffer<Double>? {
        if case .double(let buffer) = values { buffer } else { nil }
    }
    static func bounds(_ least: Double, _ greatest: Double) -> ValueBounds {
        .double(least == 0 ? -0.0 : least, greatest == 0 ? 0.0 : greatest)
    }
}

/// Encodes values of fixed width.
final class FixedWidthEncoder<Element: PhysicalElement>: ValueEncoder {
    private let startsWithDictionary: Bool
    private(set) var isDictionary: Bool
    private var table = FixedWidthTable()
    private var codes: [UInt32] = []
    private var plain = ByteWriter(capacity: 16)
    private var least: Element?
    private var greatest: Element?

    init(writesDictionary: Bool) {
        startsWithDictionary = writesDictionary
        isDictionary = writesDictionary
    }

    private static var width: Int { MemoryLayout<Element>.size }

    var dictionaryCount: Int { table.keys.count }
    var dictionaryBytes: Int { table.keys.count * Self.width }
    var pageBytes: Int { plain.count }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        guard let values = Element.values(values)?.slice(range) else { return }
        if isDictionary {
            table.appendCodes(values, to: &codes)
        } else {
            plain.append(values.bytes)
            include(values)
        }
    }

    private func include(_ values: TypedBuffer<Element>) {
        let span = values.span
        var index = 0
        while index < span.count && !span[index].isOrdered { index += 1 }
        guard index < span.count else { return }
        var least = self.least ?? span[index]
        var greatest = self.greatest ?? span[index]
        while index < span.count {
            let value = span[index]
            // A NaN compares false both times.
            if value < least { least = value }
            if value > greatest { greatest = value }
            index += 1
        }
        self.least = least
        self.greatest = greatest
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
        for code in codes {
            let key = table.keys[Int(code)]
            if Self.width == 4 {
                writer.append(UInt32(truncatingIfNeeded: key))
            } else {
                writer.append(key)
            }
        }
    }

    func plainBytes(_ codes: [UInt32]) -> Int { codes.count * Self.width }

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
        include(TypedBuffer(table.keys.map { Element(dictionaryKey: $0) }))
        defer {
            least = nil
            greatest = nil
            table = FixedWidthTable()
            isDictionary = startsWithDictionary
        }
        guard let least, let greatest else { return nil }
        return Element.bounds(least, greatest)
    }
}
