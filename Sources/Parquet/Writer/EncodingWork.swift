// What an encoder has to do next, in parts that do not depend on each other. The bytes of the file
// are the same however the parts are run.

import Columnar

/// Parts of the work of a `ParquetEncoder`, one a column, to be run once each, all at once if need
/// be; those that are likely to take longest come first.
public struct EncodingWork: Sendable {
    enum Step: Sendable {
        /// Rows for each column.
        case append(RecordBatch)
        /// The end of the row group.
        case finish
    }

    let step: Step
    private let slots: [ColumnSlot]
    private let order: [Int]

    init(_ step: Step, slots: [ColumnSlot]) {
        self.step = step
        self.slots = slots
        let bytes = slots.map(\.estimatedBytes)
        order = slots.indices.sorted { (bytes[$1], $0) < (bytes[$0], $1) }
        switch step {
        case .append(let rows): size = rows.count * slots.count
        case .finish: size = bytes.reduce(0, +)
        }
    }

    /// How many parts there are.
    public var count: Int { order.count }

    /// Roughly how many values or bytes there are to go through; for the choice whether threads
    /// are worth their while.
    public let size: Int

    /// Runs part `index`.
    ///
    /// - Throws: `ParquetError`; the file is then spoilt.
    public func run(_ index: Int) throws(ParquetError) {
        let slot = slots[order[index]]
        switch step {
        case .append(let batch): try slot.append(batch.columns[order[index]])
        case .finish: try slot.finish()
        }
    }

    /// Runs all parts, one after the other.
    func runAll() throws(ParquetError) {
        for index in 0..<count { try run(index) }
    }
}
