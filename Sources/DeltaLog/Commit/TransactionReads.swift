// What a transaction has read, and so what newer commits may contradict. Whoever reads says so: a
// read that is not recorded is a read that is not protected.

package import DeltaProtocol

/// A condition under which a transaction looked for rows.
///
/// The seam to expressions: whoever plans the read knows how to decide from partition values and
/// statistics whether a file can hold a matching row.
package struct ReadPredicate: Sendable {
    /// The condition in words, for messages.
    package let text: String
    /// Whether a file may hold a row that the condition accepts; when in doubt, true.
    package let mayMatch: @Sendable (AddFile) -> Bool

    package init(_ text: String, mayMatch: @escaping @Sendable (AddFile) -> Bool) {
        self.text = text
        self.mayMatch = mayMatch
    }

    /// Accepts every row.
    package static let everything = ReadPredicate("true") { _ in true }
}

/// What a transaction has read.
package struct TransactionReads: Sendable {
    /// Whether every file, present and future, matters: any change of data conflicts.
    package var wholeTable = false
    /// Conditions that were asked of the table.
    package var predicates: [ReadPredicate] = []
    /// Whether all files of the snapshot were read; spares listing them.
    package var allFiles = false
    /// `DataPath.key` of the files that were read.
    package var files: Set<String> = []
    /// Applications whose progress was asked for.
    package var applications: Set<String> = []

    package init() {}

    /// Whether files matter at all.
    var dependsOnFiles: Bool { wholeTable || allFiles || !predicates.isEmpty || !files.isEmpty }

    /// Records that files were looked for and found.
    package mutating func record<Files: Sequence>(
        _ predicate: ReadPredicate, found files: Files
    ) where Files.Element == ActiveFile {
        predicates.append(predicate)
        for file in files { self.files.insert(file.key.path) }
    }

    /// Records that all files were read.
    package mutating func recordEverything() {
        predicates.append(.everything)
        allFiles = true
    }
}
