// Values of fixed width: numbers, dates, timestamps, decimals. Dictionaries of them are looked up
// at once, because an index would be as wide as the value.

import BinaryIO
import Columnar

/// Decodes values of fixed width.
final class FixedWidthDecoder<Mapping: ValueMapping>: ValueDecoder {
    let mapping: Mapping
    let kernels: FixedWidthKernels
    let column: ColumnDescriptor
    let limits: ParquetLimits
    /// The batch so far, dense.
    var output = ByteWriter(capacity: 16)
    var dictionary: TypedBuffer<Mapping.Output>?
    /// The values of the page if PLAIN, and where the next one is.
    var plain = Bytes.empty
    var plainOffset = 0
    /// The indices of the page if dictionary-encoded.
    var indices: DictionaryIndices?

    @inline(__always)
    init(_ mapping: Mapping, column: ColumnDescriptor, limits: ParquetLimits) {
        self.mapping = mapping
        kernels = FixedWidthKernels(mapping)
        self.column = column
        self.limits = limits
    }

    func setDictionary(
        _ body: Bytes, valueCount: Int, encoding: Encoding
    ) throws(ParquetError) {
        guard dictionary == nil else { throw .corrupt("a second dictionary page") }
        guard valueCount <= body.count / mapping.storedBytes else {
            throw .corrupt("\(valueCount) dictionary values in \(body.count) bytes")
        }
        dictionary = try mapAll(body, valueCount)
    }

    func startPage(
        _ body: Bytes, encoding: Encoding, valueCountMax: Int
    ) throws(ParquetError) {
        if encoding.isDictionary {
            guard let dictionary else { throw .missingDictionary }
            indices = try DictionaryIndices(body, dictionaryCount: dictionary.count)
            return
        }
        indices = nil
        plain = try PlainBody.of(
            body, encoding: encoding, column: column, valueCountMax: valueCountMax,
            limits: limits)
        plainOffset = 0
    }

    func prepare(slots: Int) {
        output.reserve(slots * MemoryLayout<Mapping.Output>.stride)
    }

    func decode(_ count: Int) throws(ParquetError) {
        if indices != nil {
            try gather(count)
            return
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: mapping.storedBytes)
        guard !overflow, let source = plain.slice(plainOffset, bytes) else {
            throw .corrupt("a page has too few values")
        }
        plainOffset += bytes
        if Mapping.isIdentity {
            output.append(source)
        } else {
            try map(source, count)
        }
    }

    func finish(slots: Int, validity: Bitmap?) throws(ParquetError) -> ColumnArray.Storage {
        spread(slots: slots, validity: validity)
        var finished = ByteWriter(capacity: 16)
        swap(&finished, &output)
        return Mapping.Output.storage(TypedBuffer(bytes: finished.finish(), count: slots))
    }

    var outOfRange: ParquetError {
        .corrupt("a value cannot be held as \(column.conversion.type)")
    }
}
