// A whole file: everything that is read of one, and what is worked out about it.

import BinaryIO
import Columnar
import Compression

@testable import Parquet

extension FuzzTarget {
    /// Row groups, and batches of each, that are read of an input.
    private static let rowGroupsMax = 3
    private static let batchesMax = 20

    func readFile(_ input: Bytes) {
        guard
            case .footer(let footer)? = try? FooterDecoder.decode(
                tail: input, fileBytes: input.count, limits: Self.limits)
        else { return }
        describe(footer)
        examine(footer, input)
        for (verifies, keeps) in [(true, false), (false, true)] {
            var options = ReadOptions()
            options.limits = Self.limits
            options.verifiesChecksums = verifies
            options.keepsStoredTypes = keeps
            options.batchRowsMax = verifies ? 1000 : 13
            guard let decoder = try? ParquetDecoder(footer: footer, options: options) else {
                continue
            }
            for group in 0..<min(footer.rowGroupCount, Self.rowGroupsMax) {
                readRows(decoder, group, input, isPartial: false)
                readRows(decoder, group, input, isPartial: true)
            }
        }
    }

    /// Reads a row group, or some of its rows by the offset index.
    private func readRows(
        _ decoder: ParquetDecoder, _ group: Int, _ input: Bytes, isPartial: Bool
    ) {
        let rowCount = decoder.footer.rowCount(ofRowGroup: group)
        var selection = RowSelection()
        if isPartial {
            selection.append(rowCount / 4..<rowCount / 3)
            selection.append(rowCount / 2..<min(rowCount, rowCount / 2 + 7))
        } else {
            selection = RowSelection(all: rowCount)
        }
        let places = decoder.offsetIndexRanges(ofRowGroup: group).map { range in
            isPartial ? range.map { input[$0] } : nil
        }
        guard
            let plan = try? decoder.plan(rowGroup: group, rows: selection, offsetIndexes: places)
        else { return }
        let bytes = plan.ranges.map { input[$0] }
        _ = decoder.pagesAreAsPlanned(plan, bytes: bytes)
        guard var rows = try? decoder.rowGroup(plan, bytes: bytes) else { return }
        for _ in 0..<Self.batchesMax {
            guard let batch = try? rows.next() else { break }
            for column in batch.columns where column.count > 0 {
                _ = column.scalar(at: column.count - 1)
            }
        }
    }

    /// What a footer says without its pages.
    func describe(_ footer: ParquetFooter) {
        _ = footer.keyValues
        _ = footer.sortedBy
        for group in 0..<min(footer.rowGroupCount, Self.rowGroupsMax) {
            let statistics = footer.statistics(ofRowGroup: group)
            for leaf in 0..<min(footer.leafCount, 50) {
                _ = statistics.column(footer.leafPath(leaf))
            }
        }
    }

    /// Page index, Bloom filters, and what `verify` finds.
    private func examine(_ footer: ParquetFooter, _ input: Bytes) {
        for group in 0..<min(footer.rowGroupCount, Self.rowGroupsMax) {
            for leaf in 0..<min(footer.leafCount, 50) {
                let path = footer.leafPath(leaf)
                let index = footer.pageIndexRanges(of: path, rowGroup: group)
                if let places = index.offsetIndex {
                    _ = footer.pages(
                        of: path, rowGroup: group, columnIndex: index.columnIndex.map { input[$0] },
                        offsetIndex: input[places])
                }
                if let dictionary = footer.completeDictionaryRange(of: path, rowGroup: group) {
                    var options = ReadOptions()
                    options.limits = Self.limits
                    _ = footer.dictionary(
                        of: path, rowGroup: group, page: input[dictionary], options: options)
                }
                let bloom = footer.bloomFilterRange(of: path, rowGroup: group)
                if let bloom, let filter = try? BloomFilter(input[bloom]) {
                    for value in [Scalar.int64(7), .int32(7), .string("a"), .float64(1)] {
                        _ = footer.mayContain(value, in: path, filter: filter)
                    }
                }
                guard let chunk = try? footer.chunkRange(column: leaf, rowGroup: group) else {
                    continue
                }
                _ = try? footer.describePages(column: leaf, rowGroup: group, chunk: input[chunk])
                _ = footer.verify(
                    column: leaf, rowGroup: group,
                    ChunkBytes(
                        pages: input[chunk], columnIndex: index.columnIndex.map { input[$0] },
                        offsetIndex: index.offsetIndex.map { input[$0] },
                        bloomFilter: bloom.map { input[$0] }),
                    limits: Self.limits)
            }
        }
    }
}
