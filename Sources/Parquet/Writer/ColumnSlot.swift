// A top-level column of a file under construction. Columns know nothing of each other, so each may
// be encoded on a thread of its own; the lock is there to show that one thread at a time does.

import Columnar
import Synchronization

/// The encoders of the leaves of one top-level column.
final class ColumnSlot: Sendable {
    private struct State {
        let encoders: [ColumnChunkEncoder]
        var finished: [FinishedChunk] = []
    }

    private let field: Field
    private let state: Mutex<State>

    init(_ field: Field, leaves: ArraySlice<ColumnDescriptor>, options: WriteOptions) {
        self.field = field
        state = Mutex(
            State(encoders: leaves.map { ColumnChunkEncoder(column: $0, options: options) }))
    }

    /// Bytes that the chunks take so far, roughly.
    var estimatedBytes: Int {
        state.withLock { $0.encoders.reduce(0) { $0 + $1.estimatedBytes } }
    }

    /// Adds the rows of `column`.
    func append(_ column: ColumnArray) throws(ParquetError) {
        try state.withLock { (state) throws(ParquetError) in
            var shredder = RecordShredder()
            try shredder.shred(column, field)
            for (encoder, leaf) in zip(state.encoders, shredder.leaves) {
                try encoder.append(leaf)
            }
        }
    }

    /// Ends the chunks; the next rows start others.
    func finish() throws(ParquetError) {
        try state.withLock { (state) throws(ParquetError) in
            for encoder in state.encoders { state.finished.append(try encoder.finish()) }
        }
    }

    /// The chunks that have been ended, by leaf.
    func takeFinished() -> [FinishedChunk] {
        state.withLock { state in
            defer { state.finished = [] }
            return state.finished
        }
    }
}
