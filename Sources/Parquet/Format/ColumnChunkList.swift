// The column chunks of one row group. A large footer is mostly these, of many columns or of many
// row groups, and few of them are ever looked at, so that they stay as they are in the file.

import BinaryIO

/// Column chunks by leaf column; decoded when they are asked for where there are many.
package struct ColumnChunkList: Sendable {
    private enum Storage: Sendable {
        case decoded([ColumnChunk])
        /// Where each structure starts in the footer.
        case encoded(Bytes, starts: [UInt32])
    }

    private var storage = Storage.decoded([])

    /// In a footer of more bytes than this they stay encoded.
    static let decodedFooterBytesMax = 16 << 10

    package init() {}

    /// Reads `count` structures.
    ///
    /// Where they stay encoded, a chunk that is damaged shows when it is looked at: as one without
    /// metadata, which nobody can read.
    init(from reader: inout CompactProtocolReader, count: Int) throws(BinaryError) {
        if reader.allBytes.count > Self.decodedFooterBytesMax,
            let starts = reader.skipStructures(count)
        {
            storage = .encoded(reader.allBytes, starts: starts)
            return
        }
        var chunks: [ColumnChunk] = []
        chunks.reserveCapacity(Swift.min(count, ParquetLimits.reservedElementsMax))
        for _ in 0..<count { chunks.append(try ColumnChunk(from: &reader)) }
        storage = .decoded(chunks)
    }

    mutating func append(_ chunk: ColumnChunk) {
        change { $0.append(chunk) }
    }

    /// Lets `body` change the chunks, of which there is no copy if they were decoded.
    private mutating func change(_ body: (inout [ColumnChunk]) -> Void) {
        var chunks: [ColumnChunk]
        switch storage {
        case .decoded(let known): chunks = known
        case .encoded: chunks = Array(self)
        }
        storage = .decoded([])
        body(&chunks)
        storage = .decoded(chunks)
    }
}

extension ColumnChunkList: RandomAccessCollection {
    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch storage {
        case .decoded(let chunks): chunks.count
        case .encoded(_, let starts): starts.count
        }
    }

    /// - Complexity: where chunks are encoded, O(bytes of the chunk).
    package subscript(index: Int) -> ColumnChunk {
        get {
            switch storage {
            case .decoded(let chunks): return chunks[index]
            case .encoded(let bytes, let starts):
                var reader = CompactProtocolReader(bytes, offset: Int(starts[index]))
                return (try? ColumnChunk(from: &reader)) ?? ColumnChunk()
            }
        }
        set { change { $0[index] = newValue } }
    }
}

extension ColumnChunkList: Equatable {
    package static func == (left: ColumnChunkList, right: ColumnChunkList) -> Bool {
        left.elementsEqual(right)
    }
}
