// What reading an object took, counted where it happens; many readers may count into one meter.

public import Parquet
import Synchronization

/// Counts of what was read and what was not.
public final class ReadMeter: Sendable {
    /// The counts at one moment.
    public struct Counts: Hashable, Sendable {
        /// Row groups of which pages were fetched.
        public var rowGroups = 0
        /// Bytes of pages that were fetched.
        public var byteCount = 0
        /// Data pages that were read by an offset index, and those that were left out.
        public var pagesRead = 0
        public var pagesSkipped = 0
        /// How many page indexes were not relied upon, by the reason.
        public var indexFaults: [PageIndexFault: Int] = [:]

        public init() {}
    }

    private let state = Mutex(Counts())

    public init() {}

    public var counts: Counts { state.withLock { $0 } }

    func count(_ plan: RowGroupPlan, byteCount: Int) {
        count([plan], byteCount: byteCount, isRowGroup: true)
    }

    /// Counts the plans of some columns, the first ones of their row group or not.
    func count(_ plans: [RowGroupPlan], byteCount: Int, isRowGroup: Bool) {
        state.withLock { counts in
            if isRowGroup { counts.rowGroups += 1 }
            counts.byteCount += byteCount
            for plan in plans {
                counts.pagesRead += plan.pagesRead
                counts.pagesSkipped += plan.pagesSkipped
            }
        }
        for fault in plans.flatMap(\.faults) { count(fault) }
    }

    /// Counts an index that is not relied upon.
    public func count(_ fault: PageIndexFault) {
        state.withLock { $0.indexFaults[fault, default: 0] += 1 }
    }

    /// Takes back what `plan` left out: it is read after all.
    func countAgain(_ plan: RowGroupPlan, byteCount: Int) {
        state.withLock { counts in
            counts.byteCount += byteCount
            counts.pagesRead += plan.pagesSkipped
            counts.pagesSkipped -= plan.pagesSkipped
            counts.indexFaults[.pages, default: 0] += 1
        }
    }
}
