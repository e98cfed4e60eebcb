// Several runs of bytes as one.

extension Bytes {
    /// A copy of all pieces, one behind the other; a single piece is not copied.
    ///
    /// - Complexity: O(bytes).
    package init(joining pieces: [Bytes]) {
        if pieces.count == 1 {
            self = pieces[0]
            return
        }
        let total = pieces.reduce(0) { $0 + $1.count }
        let storage = BytesStorage.ofCapacity(total)
        var offset = 0
        for piece in pieces where !piece.isEmpty {
            unsafe (storage.base + offset).copyMemory(from: piece.base, byteCount: piece.count)
            offset += piece.count
        }
        self.init(storage: storage, count: total)
    }
}
