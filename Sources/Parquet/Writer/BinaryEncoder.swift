// Writes BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY values: strings, binary, UUIDs, intervals. Those of
// fixed length have no length in front; that each has it is checked before they come here.

import BinaryIO
import Columnar

/// Encodes values that are bytes.
final class BinaryEncoder: ValueEncoder {
    private let startsWithDictionary: Bool
    private let hasLengths: Bool
    private let order: BoundsOrder
    private(set) var isDictionary: Bool
    private var table: BinaryTable
    private var codes: [UInt32] = []
    private var plain = ByteWriter(capacity: 0)
    private var bounds: (least: [UInt8], greatest: [UInt8])?

    init(hasLengths: Bool, order: BoundsOrder, writesDictionary: Bool) {
        self.hasLengths = hasLengths
        self.order = order
        startsWithDictionary = writesDictionary
        isDictionary = writesDictionary
        table = BinaryTable(hasLengths: hasLengths)
    }

    var dictionaryCount: Int { table.count }
    var dictionaryBytes: Int { table.plainBytes }
    var pageBytes: Int { plain.count }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        switch values {
        case .bytes(let views):
            if isDictionary {
                table.appendCodes(views, range, to: &codes)
            } else {
                BinaryPlain.append(views, range, hasLengths: hasLengths, to: &plain)
                include(views, range)
            }
        case .dictionaryBytes(let indices, let values):
            appendDictionary(indices.slice(range), values)
        default: return
        }
    }

    private func appendDictionary(_ indices: TypedBuffer<Int32>, _ values: BinaryViews) {
        if isDictionary {
            table.appendCodes(indices, of: values, to: &codes)
            return
        }
        let views = BinaryViews(views: values.views.take(indices), blocks: values.blocks)
        BinaryPlain.append(views, 0..<views.count, hasLengths: hasLengths, to: &plain)
        include(views, 0..<views.count)
    }

    private func include(_ views: BinaryViews, _ range: Range<Int>) {
        guard order != .none, let (least, greatest) = BinaryPlain.extremes(views, range) else {
            return
        }
        include(views.array(at: least), views.array(at: greatest))
    }

    private func include(_ least: [UInt8], _ greatest: [UInt8]) {
        guard let bounds else {
            self.bounds = (least, greatest)
            return
        }
        self.bounds = (
            least.lexicographicallyPrecedes(bounds.least) ? least : bounds.least,
            bounds.greatest.lexicographicallyPrecedes(greatest) ? greatest : bounds.greatest
        )
    }

    private func includeCodes() {
        guard order != .none, let extremes = table.extremes(of: codes) else { return }
        include(extremes.least, extremes.greatest)
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
        defer { bounds = nil }
        return FinishedValues(
            values: values, bounds: bounds.map { .bytes($0.least, $0.greatest) }, nanCount: 0)
    }

    func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter) {
        table.appendPlain(codes, to: &writer)
    }

    func plainBytes(_ codes: [UInt32]) -> Int { table.plainBytes(codes) }

    func appendDictionary(to writer: inout ByteWriter) {
        table.appendAll(to: &writer)
    }

    func leaveDictionary() {
        guard isDictionary else { return }
        isDictionary = false
        includeCodes()
        table.appendPlain(codes, to: &plain)
        codes = []
    }

    func startChunk() {
        table = BinaryTable(hasLengths: hasLengths)
        isDictionary = startsWithDictionary
    }
}
