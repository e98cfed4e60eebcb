// Sequences over the files and the tombstones of a snapshot.

package import DeltaProtocol

/// The files of a snapshot, in no promised order.
package struct ActiveFiles: Sendable, Sequence {
    let layers: FileLayers

    /// - Complexity: O(1).
    package var count: Int { layers.addCount }

    /// Bytes of all files.
    ///
    /// - Complexity: O(1).
    package var sizeInBytes: Int64 { layers.addBytes }

    package var underestimatedCount: Int { count }

    package func makeIterator() -> Iterator { Iterator(records: RecordIterator(layers)) }

    /// The file with this path and deletion vector, by its path in any legal spelling.
    package func find(
        path: String, deletionVector: DeletionVectorDescriptor? = nil
    ) -> ActiveFile? {
        guard let probe = FileKeyProbe(path: path, deletionVector: deletionVector),
            let (files, number) = layers.find(probe), files.rows.records[number].isAdd
        else { return nil }
        return ActiveFile(files: files, number: number)
    }

    package struct Iterator: IteratorProtocol {
        fileprivate var records: RecordIterator

        package mutating func next() -> ActiveFile? {
            while let (files, number) = records.next() {
                if files.rows.records[number].isAdd {
                    return ActiveFile(files: files, number: number)
                }
            }
            return nil
        }
    }
}

/// The tombstones of a snapshot, expired ones too, in no promised order.
package struct Tombstones: Sendable, Sequence {
    let layers: FileLayers

    /// - Complexity: O(1).
    package var count: Int { layers.removeCount }

    package var underestimatedCount: Int { count }

    package func makeIterator() -> Iterator { Iterator(records: RecordIterator(layers)) }

    package struct Iterator: IteratorProtocol {
        fileprivate var records: RecordIterator

        package mutating func next() -> Tombstone? {
            while let (files, number) = records.next() {
                if !files.rows.records[number].isAdd {
                    return Tombstone(files: files, number: number)
                }
            }
            return nil
        }
    }
}

/// Walks the records of all layers that nothing newer replaces.
private struct RecordIterator {
    private let layers: [FileLayer]
    private var layer = 0
    private var number = 0
    private var nextHidden = 0

    init(_ layers: FileLayers) {
        self.layers = layers.layers
    }

    mutating func next() -> (files: FileSet, number: Int)? {
        while layer < layers.count {
            let hidden = layers[layer].hidden
            while number < layers[layer].files.count {
                let current = number
                number += 1
                if nextHidden < hidden.count, Int(hidden[nextHidden]) == current {
                    nextHidden += 1
                    continue
                }
                return (layers[layer].files, current)
            }
            layer += 1
            number = 0
            nextHidden = 0
        }
        return nil
    }
}
