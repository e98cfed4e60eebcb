// Files that somebody names, as batches: what `lake append` loads. The same readers as in streams.

package import Columnar
package import HostEnvironment
import ObjectStorage
import Parquet
import TextFormats

/// Rows of one local file.
package struct LocalFileRows: Sendable {
    /// A row that could not be read.
    package struct Failure: Sendable {
        package let file: String
        /// Counted from 1; nil where it is not known.
        package let line: Int?
        package let message: String
    }

    private let store: LocalObjectStore
    private let path: ObjectPath
    private let display: String
    package let format: SourceFormat

    /// - Parameters:
    ///   - path: the file.
    ///   - format: nil for what the name says.
    /// - Throws: `sourceMissing`, `bindingInvalid` where the name says nothing.
    package init(
        _ path: String, format: SourceFormat?, environment: HostEnvironment
    ) throws {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let found = format ?? FileKind(path: name).format else {
            throw StreamingError(
                .bindingInvalid,
                "the name says nothing about the format; give --format ndjson, csv or parquet",
                path: path)
        }
        store = LocalObjectStore(
            root: folder.isEmpty ? "/" : folder, environment: environment, createsRoot: false)
        self.path = try ObjectPath(name)
        self.format = found
        display = path
    }

    private func file() async throws -> SourceFile {
        do {
            return SourceFile(try await store.head(path))
        } catch {
            guard error.code == .notFound else { throw error }
            throw StreamingError(
                .sourceMissing, "the file cannot be read", path: display, cause: error)
        }
    }

    /// The columns, from a sample of the rows or from the file's own description.
    package func inferredSchema() async throws -> Schema {
        let file = try await file()
        let sample: Schema?
        do {
            sample = try await SchemaSample.schema(
                ofFile: file, in: store, format: format, csv: csv)
        } catch let error as ParquetError {
            throw StreamingError(
                .sourceCorrupt, "the file cannot be read; replace it", path: display, cause: error)
        }
        guard let sample else {
            throw StreamingError(
                .sourceCorrupt, "the file has no rows to find columns in; give --schema",
                path: display)
        }
        return sample
    }

    private var csv: CSVOptions { CSVOptions(limits: LineChunks.limits) }

    /// What comes of reading, in order.
    package enum Step: Sendable {
        case rows(RecordBatch)
        case failures([LocalFileRows.Failure])
    }

    /// The rows in order; each iterator reads anew.
    ///
    /// - Parameter refusesUnknown: whether a field that `schema` does not have makes a row bad.
    package func steps(as schema: Schema, refusesUnknown: Bool) -> Steps {
        var decoding = FileDecoding(
            format: format, schema: schema, isFormatGiven: true,
            unknownFields: refusesUnknown ? .refuse : .ignore)
        decoding.canIgnoreCorruptFiles = false
        decoding.csv = csv
        if refusesUnknown { decoding.csv.unknownColumns = .refuse }
        return Steps(rows: self, decoding: decoding)
    }

    /// A file being read.
    package struct Steps: AsyncSequence, Sendable {
        package typealias Element = Step

        let rows: LocalFileRows
        let decoding: FileDecoding

        package func makeAsyncIterator() -> Iterator { Iterator(steps: self) }

        package struct Iterator: AsyncIteratorProtocol {
            private let steps: Steps
            private var reader: FilesReader?
            private var line = 1
            private var pending: [Step] = []

            init(steps: Steps) {
                self.steps = steps
            }

            package mutating func next() async throws -> Step? {
                while true {
                    if !pending.isEmpty { return pending.removeFirst() }
                    if reader == nil {
                        reader = FilesReader(
                            store: steps.rows.store, files: [try await steps.rows.file()],
                            decoding: steps.decoding)
                    }
                    guard let chunk = try await reader?.next() else { return nil }
                    let decoded = try chunk.decode()
                    let first = chunk.firstLine ?? line
                    let display = steps.rows.display
                    let failures = decoded.badRows.map { row in
                        LocalFileRows.Failure(
                            file: display, line: first + row.position.line - 1,
                            message: row.message)
                    }
                    if !failures.isEmpty { pending.append(.failures(failures)) }
                    if decoded.batch.count > 0 { pending.append(.rows(decoded.batch)) }
                    line = first + Swift.max(0, decoded.lineCount)
                }
            }
        }
    }
}
