// What a column chunk asks of the part that knows values. Called once a step, never once a value.

import BinaryIO
import Columnar

/// The values of a finished page.
enum PageValues {
    case codes([UInt32])
    /// In PLAIN form.
    case plain(Bytes)
}

/// The values of a finished page and what statistics say about them.
struct FinishedValues {
    let values: PageValues
    /// Nil where there are none, all are NaN, or the type has no order.
    let bounds: ValueBounds?
    /// NaNs among the values.
    let nanCount: Int
}

/// Turns dense values into pages and knows the bounds of each.
protocol ValueEncoder: AnyObject {
    /// Whether values become indices into a dictionary.
    var isDictionary: Bool { get }
    /// Different values so far, and the bytes that they take as a dictionary page.
    var dictionaryCount: Int { get }
    var dictionaryBytes: Int { get }
    /// Bytes that the values of the page under construction take.
    var pageBytes: Int { get }

    /// Adds `range` of `values` to the page under construction.
    func append(_ values: PhysicalValues, _ range: Range<Int>)

    /// The values of the page under construction; the next page is empty.
    func takePage() -> FinishedValues

    /// Appends the values that `codes` stand for.
    func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter)

    /// Bytes that the values of `codes` take without a dictionary.
    func plainBytes(_ codes: [UInt32]) -> Int

    /// Appends the dictionary's values.
    func appendDictionary(to writer: inout ByteWriter)

    /// From here on values are written plain. Those of the page under construction too.
    func leaveDictionary()

    /// Starts the next chunk.
    func startChunk()
}

/// What encoders without a dictionary answer about it.
extension ValueEncoder {
    var isDictionary: Bool { false }
    var dictionaryCount: Int { 0 }
    var dictionaryBytes: Int { 0 }
    func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter) {}
    func plainBytes(_ codes: [UInt32]) -> Int { 0 }
    func appendDictionary(to writer: inout ByteWriter) {}
    func leaveDictionary() {}
    func startChunk() {}
}
