// Which encoding a column chunk gets: whether its dictionary pays, and what its values have without
// one.

import BinaryIO

extension ColumnChunkEncoder {
    /// Sends the pages that wait out, with the dictionary if it pays.
    func decide() throws(ParquetError) {
        isDecided = true
        let pagesWaiting = waiting
        waiting = []
        let pays = try dictionaryPays(pagesWaiting)
        for (page, codes) in pagesWaiting {
            if pays {
                try addDictionaryPage(page, codes)
            } else {
                try addPlainPage(page, plain(codes))
            }
        }
        if !pays { values.leaveDictionary() }
    }

    private func dictionaryPays(
        _ pagesWaiting: [(page: WrittenPage, codes: [UInt32])]
    ) throws(ParquetError) -> Bool {
        guard dictionaryEntries > 0, values.dictionaryBytes <= options.dictionaryBytesMax else {
            return false
        }
        switch options.encoding {
        case .always: return true
        case .dictionaryOrPlain:
            let plain = pagesWaiting.reduce(0) { $0 + values.plainBytes($1.codes) }
            let encoded = values.dictionaryBytes + dictionaryEntries * indexWidth / 8
            // Where over a quarter of the values are different, looking each up costs more than
            // it saves.
            return encoded < plain && values.dictionaryCount * 4 <= dictionaryEntries + 64
        case .smallest:
            var dictionary = ByteWriter(capacity: values.dictionaryBytes + 16)
            values.appendDictionary(to: &dictionary)
            var withDictionary = try pages.compressedCount(dictionary.finish())
            var without = 0
            for (_, codes) in pagesWaiting {
                withDictionary += try pages.compressedCount(indexPage(codes))
                let plain = self.plain(codes)
                let encoding = try chooseEncoding(plain, valueCount: codes.count)
                without += try pages.compressedCount(
                    PlainValues(bytes: plain, column: column, valueCount: codes.count)
                        .encoded(encoding))
            }
            return withDictionary <= without
        }
    }

    private func plain(_ codes: [UInt32]) -> Bytes {
        var writer = ByteWriter(capacity: values.plainBytes(codes))
        values.appendPlain(codes, to: &writer)
        return writer.finish()
    }

    /// The encoding of values outside a dictionary, chosen on the first page of a chunk.
    func chooseEncoding(_ plain: Bytes, valueCount: Int) throws(ParquetError) -> Encoding {
        if let plainEncoding { return plainEncoding }
        var chosen = Encoding.plain
        switch options.encoding {
        case .dictionaryOrPlain: break
        case .always(let wanted):
            if PlainValues.encodings(column).contains(wanted.encoding) { chosen = wanted.encoding }
        case .smallest:
            let source = PlainValues(bytes: plain, column: column, valueCount: valueCount)
            var least = Int.max
            for candidate in PlainValues.candidates(column) {
                let count = try pages.compressedCount(source.encoded(candidate))
                if count < least { (least, chosen) = (count, candidate) }
            }
        }
        // A page of nulls says nothing about the values to come.
        if valueCount > 0 { plainEncoding = chosen }
        return chosen
    }

    private var indexWidth: Int {
        BitPacking.width(of: UInt64(max(values.dictionaryCount - 1, 0)))
    }

    func indexPage(_ codes: [UInt32]) -> Bytes {
        var writer = ByteWriter(capacity: codes.count * 2 + 16)
        // Some readers want at least one bit.
        let width = max(indexWidth, 1)
        writer.append(UInt8(width))
        HybridIndices.encode(codes, width: width, into: &writer)
        return writer.finish()
    }
}
