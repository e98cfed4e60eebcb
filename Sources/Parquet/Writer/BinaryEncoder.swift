// Writes BYTE_ARRAY values: strings and binary.

import BinaryIO
import Columnar

/// Encodes values of variable length.
final class BinaryEncoder: ValueEncoder {
    private let startsWithDictionary: Bool
    private(set) var isDictionary: Bool
    private var table = BinaryTable()
    private var codes: [UInt32] = []
    private var plain = ByteWriter(capacity: 16)
    private var bounds: (least: [UInt8], greatest: [UInt8])?

    init(writesDictionary: Bool) {
        startsWithDictionary = writesDictionary
        isDictionary = writesDictionary
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
                BinaryPlain.append(views, range, to: &plain)
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
        BinaryPlain.append(views, 0..<views.count, to: &plain)
        include(views, 0..<views.count)
    }

    private func include(_ views: BinaryViews, _ range: Range<Int>) {
        guard let (least, greatest) = BinaryPlain.extremes(views, range) else { return }
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
        table.appendPlain(codes, to: &writer)
    }

    func plainBytes(_ codes: [UInt32]) -> Int { table.plainBytes(codes) }

    func appendDictionary(to writer: inout ByteWriter) {
        table.appendAll(to: &writer)
    }

    func leaveDictionary() {
        guard isDictionary else { return }
        isDictionary = false
        table.appendPlain(codes, to: &plain)
        codes = []
    }

    func finishChunk() -> ValueBounds? {
        if let extremes = table.extremes() { include(extremes.least, extremes.greatest) }
        defer {
            bounds = nil
            table = BinaryTable()
            isDictionary = startsWithDictionary
        }
        return bounds.map { .bytes($0.least, $0.greatest) }
    }
}
