// What a leaf reader asks of the part that knows values. Called once a page or batch, never once
// a value.

import BinaryIO
import Columnar

/// Turns the value bytes of pages into the storage of a column, batch by batch.
protocol ValueDecoder: AnyObject {
    /// Takes the dictionary page of the chunk.
    func setDictionary(_ body: Bytes, valueCount: Int, encoding: Encoding) throws(ParquetError)

    /// Takes the values of the next data page.
    ///
    /// - Parameter valueCountMax: how many there are at most: the page's values less its nulls.
    func startPage(
        _ body: Bytes, encoding: Encoding, valueCountMax: Int
    ) throws(ParquetError)

    /// Makes room for a batch of so many rows.
    func prepare(slots: Int)

    /// Adds the next `count` values of the page to the batch, without room for nulls.
    func decode(_ count: Int) throws(ParquetError)

    /// Moves past the next `count` values of the page.
    func skip(_ count: Int) throws(ParquetError)

    /// Adds the wanted ones of the next values of the page, without room for nulls. What the
    /// batch holds of them does not keep the page in memory.
    func decode(_ runs: [ValueRun]) throws(ParquetError)

    /// Ends the batch: the values of `slots` rows, those that are not valid filled in.
    func finish(slots: Int, validity: Bitmap?) throws(ParquetError) -> ColumnArray.Storage
}

extension ValueDecoder {
    func decode(_ runs: [ValueRun]) throws(ParquetError) {
        for run in runs {
            try skip(run.passed)
            try decode(run.taken)
        }
    }
}

extension ParquetError {
    static func unsupportedEncoding(
        _ encoding: Encoding, of column: ColumnDescriptor
    ) -> ParquetError {
        ParquetError(
            .unsupported, "\(encoding) of \(column.physicalType) values is not read here",
            column: column.name)
    }

    static var missingDictionary: ParquetError {
        .corrupt("a page has dictionary indices, but there was no dictionary")
    }
}
