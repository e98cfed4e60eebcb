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
        guard dictionaryEntries > 0 else { return false }
        let fits = values.dictionaryBytes <= options.dictionaryBytesMax
        switch options.encoding {
        case .always: return fits
        case .dictionaryOrPlain:
            let plain = pagesWaiting.reduce(0) { $0 + values.plainBytes($1.codes) }
            let encoded = values.dictionaryBytes + dictionaryEntries * indexWidth / 8
            // Where over a fifth of the values are different, looking each up costs more than it
            // saves, and a codec makes less of the indices than of the values.
            return fits && encoded < plain && values.dictionaryCount * 5 <= dictionaryEntries + 64
        case .smallest:
            // The codec's luck differs from page to page: all that wait are tried.
            let sources = pagesWaiting.map {
                PlainValues(bytes: plain($0.codes), column: column, valueCount: $0.codes.count)
            }
            let (encoding, without) = try smallest(sources)
            plainEncoding = encoding
            guard fits else { return false }
            var dictionary = ByteWriter(capacity: values.dictionaryBytes + 16)
            values.appendDictionary(to: &dictionary)
            var withDictionary = try pages.compressedCount(dictionary.finish())
            for (_, codes) in pagesWaiting {
                withDictionary += try pages.compressedCount(indexPage(codes))
            }
            return withDictionary <= without
        }
    }

    /// The encoding in which the values of some pages take the fewest bytes, and those.
    private func smallest(
        _ sources: [PlainValues]
    ) throws(ParquetError) -> (encoding: Encoding, byteCount: Int) {
        var best = (encoding: Encoding.plain, byteCount: Int.max)
        for candidate in PlainValues.candidates(column) {
            var count = 0
            for source in sources { count += try pages.compressedCount(source.encoded(candidate)) }
            if count < best.byteCount { best = (candidate, count) }
        }
        return best
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
            chosen = try smallest([source]).encoding
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
