// A column chunk that is complete but for its place in the file, which the chunks before it decide.

import BinaryIO

/// What a finished chunk was, for the footer and the caller.
struct FinishedChunk: Sendable {
    private let dictionaryPage: Bytes?
    private let dataPages: Bytes
    private let index: PageIndexBuilder
    /// Offsets are not yet in it.
    private let unplaced: ColumnMetaData
    let bloomFilter: BloomFilter?

    init(
        dictionaryPage: Bytes?, dataPages: Bytes, metaData: ColumnMetaData,
        index: PageIndexBuilder, bloomFilter: BloomFilter?
    ) {
        self.dictionaryPage = dictionaryPage
        self.dataPages = dataPages
        self.index = index
        self.bloomFilter = bloomFilter
        unplaced = metaData
    }

    /// One after the other.
    var pages: [Bytes] { dictionaryPage.map { [$0, dataPages] } ?? [dataPages] }

    var bounds: ValueBounds? { index.bounds }
    var nullCount: Int { index.nullCount }
    var columnIndex: ColumnIndex? { index.columnIndex() }

    private var dictionaryBytes: Int { dictionaryPage?.count ?? 0 }

    /// - Parameter offset: where the first page stands in the file.
    func offsetIndex(at offset: Int) -> OffsetIndex {
        index.offsetIndex(dataPageOffset: offset + dictionaryBytes)
    }

    /// - Parameter offset: where the first page stands in the file.
    func metaData(at offset: Int) -> ColumnMetaData {
        var metaData = unplaced
        if dictionaryPage != nil { metaData.dictionaryPageOffset = Int64(offset) }
        metaData.dataPageOffset = Int64(offset + dictionaryBytes)
        metaData.compressedBytes = Int64(dictionaryBytes + dataPages.count)
        return metaData
    }
}
