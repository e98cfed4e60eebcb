// An offset index is believed where pages are left out by it, so the pages that are fetched are
// held against it before any of their rows is: where those are not as it says, neither may the
// others be, and the rows that were chosen by it are chosen wrongly.

public import BinaryIO

extension ParquetDecoder {
    /// Whether the pages of flat columns have the sizes and rows that their offset indexes say.
    /// The rows of a page of lists are known only when it is decoded.
    ///
    /// - Parameter bytes: the bytes of `RowGroupPlan.ranges`, one for each.
    /// - Complexity: O(pages), nothing is decompressed.
    public func pagesAreAsPlanned(_ plan: RowGroupPlan, bytes: [Bytes]) -> Bool {
        for (leaf, part) in zip(leaves, plan.leaves) {
            guard let pages = part.pages, descriptors[leaf].maxRepetitionLevel == 0 else {
                continue
            }
            var piece = part.pieces.lowerBound
            for page in pages {
                while piece < part.pieces.upperBound,
                    plan.ranges[piece].upperBound <= page.bytes.lowerBound
                {
                    piece += 1
                }
                guard piece < part.pieces.upperBound,
                    let stored = bytes[piece].slice(
                        page.bytes.lowerBound - plan.ranges[piece].lowerBound, page.bytes.count),
                    isPage(stored, ofRows: page.rows.count)
                else { return false }
            }
        }
        return true
    }

    private func isPage(_ stored: Bytes, ofRows rowCount: Int) -> Bool {
        var reader = CompactProtocolReader(stored)
        guard let header = try? PageHeader(from: &reader) else { return false }
        return reader.offset + Int(header.compressedBytes) == stored.count
            && (header.dataPage?.valueCount ?? header.dataPageV2?.valueCount).map { Int($0) }
                == rowCount
    }
}
