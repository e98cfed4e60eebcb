/// A cell that does not fit its column.
struct CellFailure {
    /// The row in the chunk.
    let row: Int
    let code: BadRow.Code
    /// The column, with dots down to the field.
    let column: String
    let message: String
}

/// The failures of one chunk, in no order; a row may have several. A class, so that columns can
/// be read while failures are told; it never leaves the decoder's call.
final class CellFailures {
    private(set) var all: [CellFailure] = []

    func append(_ failure: CellFailure) { all.append(failure) }
}
