// Values of fixed width: numbers, dates, timestamps, decimals. Dictionaries of them are looked up
// at once, because an index would be as wide as the value.

import BinaryIO
import Columnar

/// Decodes values of fixed width.
///
/// Not generic over the value: a generic class is not specialised behind a protocol. The kernels
/// switch on the conversion once a call and run a loop of concrete types.
final class FixedWidthDecoder: ValueDecoder {
    let column: ColumnDescriptor
    let conversion: LeafConversion
    let limits: ParquetLimits
    /// Bytes of a value as stored, and in the column.
    let storedBytes: Int
    let valueBytes: Int
    /// The batch so far, dense; or, in place of a copy, the part of a page that is all of it.
    var output = ByteWriter(capacity: 0)
    private var shared: Bytes?
    private var slotsExpected = 0
    /// The dictionary's values as the column has them.
    var dictionary: Bytes?
    private var dictionaryCount = 0
    /// The values of the page if PLAIN, and where the next one is.
    private var plain = Bytes.empty
    private var plainOffset = 0
    /// The indices of the page if dictionary-encoded.
    var indices: DictionaryIndices?

    init(column: ColumnDescriptor, limits: ParquetLimits) {
        self.column = column
        self.limits = limits
        conversion = column.conversion.conversion
        storedBytes = column.storedBytes
        valueBytes = conversion.valueBytes
    }

    func setDictionary(
        _ body: Bytes, valueCount: Int, encoding: Encoding
    ) throws(ParquetError) {
        guard dictionary == nil else { throw .corrupt("a second dictionary page") }
        guard valueCount <= body.count / storedBytes else {
            throw .corrupt("\(valueCount) dictionary values in \(body.count) bytes")
        }
        dictionaryCount = valueCount
        let stored = body[0..<(valueCount * storedBytes)]
        if conversion.isIdentity && stored.isAligned(to: valueBytes) {
            dictionary = stored
            return
        }
        var values = ByteWriter(capacity: valueCount * valueBytes)
        try append(stored, valueCount, to: &values)
        dictionary = values.finish()
    }

    func startPage(
        _ body: Bytes, encoding: Encoding, valueCountMax: Int
    ) throws(ParquetError) {
        if encoding.isDictionary {
            guard dictionary != nil else { throw .missingDictionary }
            indices = try DictionaryIndices(body, dictionaryCount: dictionaryCount)
            return
        }
        indices = nil
        plain = try PlainBody.of(
            body, encoding: encoding, column: column, valueCountMax: valueCountMax,
            limits: limits)
        plainOffset = 0
    }

    func prepare(slots: Int) {
        slotsExpected = slots
    }

    /// Makes room for the batch and gives up sharing the page.
    private func startCopying() {
        if output.count == 0 { output.reserve(slotsExpected * valueBytes) }
        guard let shared else { return }
        self.shared = nil
        output.append(shared)
    }

    func decode(_ count: Int) throws(ParquetError) {
        if indices != nil {
            startCopying()
            try gather(count)
            return
        }
        let source = try takePlain(count)
        if conversion.isIdentity && output.count == 0 && shared == nil
            && source.isAligned(to: valueBytes)
        {
            shared = source
            return
        }
        startCopying()
        try append(source, count, to: &output)
    }

    /// The next `count` values of a PLAIN page, as they are stored.
    private func takePlain(_ count: Int) throws(ParquetError) -> Bytes {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: storedBytes)
        guard !overflow, let source = plain.slice(plainOffset, bytes) else {
            throw .corrupt("a page has too few values")
        }
        plainOffset += bytes
        return source
    }

    func skip(_ count: Int) throws(ParquetError) {
        if indices != nil {
            try indices?.skip(count)
        } else {
            _ = try takePlain(count)
        }
    }

    func decode(_ runs: [ValueRun]) throws(ParquetError) {
        startCopying()
        if indices != nil { return try gather(runs) }
        let source = try takePlain(runs.spanCount)
        guard !conversion.isIdentity else { return pick(runs, of: source, into: &output) }
        let taken = runs.takenCount
        var picked = ByteWriter(capacity: taken * storedBytes)
        pick(runs, of: source, into: &picked)
        try map(picked.finish(), taken, to: &output)
    }

    /// Appends the `count` stored values of `source` as the column has them.
    private func append(
        _ source: Bytes, _ count: Int, to writer: inout ByteWriter
    ) throws(ParquetError) {
        if conversion.isIdentity {
            writer.append(source)
        } else {
            try map(source, count, to: &writer)
        }
    }

    func finish(slots: Int, validity: Bitmap?) throws(ParquetError) -> ColumnArray.Storage {
        if let shared, validity == nil, shared.count == slots * valueBytes {
            self.shared = nil
            return conversion.storage(shared, count: slots)
        }
        startCopying()
        spread(slots: slots, validity: validity)
        var finished = ByteWriter(capacity: 0)
        swap(&finished, &output)
        return conversion.storage(finished.finish(), count: slots)
    }

    var outOfRange: ParquetError {
        .corrupt("a value cannot be held as \(column.conversion.type)")
    }
}

extension ColumnDescriptor {
    /// Bytes of a stored value of fixed width.
    fileprivate var storedBytes: Int {
        switch physicalType {
        case .boolean, .unknown: 1
        case .int32, .float, .byteArray: 4
        case .int64, .double: 8
        case .int96: 12
        case .fixedLenByteArray: typeLength
        }
    }
}

extension LeafConversion {
    /// Whether stored values are the column's values, byte for byte.
    var isIdentity: Bool {
        switch self {
        case .int32, .int64, .float32, .float64: true
        default: false
        }
    }

    /// Bytes of a value in the column.
    fileprivate var valueBytes: Int {
        switch self {
        case .null, .boolean, .int32ToInt8: 1
        case .int32ToInt16, .uint8ToInt16: 2
        case .int32, .uint16ToInt32, .float32, .float16: 4
        case .uint32ToInt64, .int32ToInt64, .int64, .millisToMicros, .nanosToMicros,
            .int96ToMicros, .float64, .decimalToInt64:
            8
        case .int32ToInt128, .int64ToInt128, .uint64ToInt128, .decimalToInt128, .bytes, .text: 16
        }
    }

    fileprivate func storage(_ bytes: Bytes, count: Int) -> ColumnArray.Storage {
        switch self {
        case .null, .boolean, .bytes, .text: .null
        case .int32ToInt8: .int8(TypedBuffer(bytes: bytes, count: count))
        case .int32ToInt16, .uint8ToInt16: .int16(TypedBuffer(bytes: bytes, count: count))
        case .int32, .uint16ToInt32: .int32(TypedBuffer(bytes: bytes, count: count))
        case .float32, .float16: .float32(TypedBuffer(bytes: bytes, count: count))
        case .float64: .float64(TypedBuffer(bytes: bytes, count: count))
        case .uint32ToInt64, .int32ToInt64, .int64, .millisToMicros, .nanosToMicros,
            .int96ToMicros, .decimalToInt64:
            .int64(TypedBuffer(bytes: bytes, count: count))
        case .int32ToInt128, .int64ToInt128, .uint64ToInt128, .decimalToInt128:
            .int128(TypedBuffer(bytes: bytes, count: count))
        }
    }
}
