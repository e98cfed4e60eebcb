// The columns of a source that nobody has described: found in what there is first.

import BinaryIO
import Columnar
import ObjectStorage
import Parquet
import TextFormats

/// Infers schemas from samples.
struct SchemaSample {
    /// The schema of the first files of a folder, in the order in which they are read, and the
    /// file that it begins with; nil where there is no file yet.
    ///
    /// - Throws: `sourceCorrupt` where a file cannot be read or has nothing to infer from.
    static func schema(
        of store: any ObjectStore, format: SourceFormat?, csv: CSVOptions
    ) async throws -> (schema: Schema, format: SourceFormat, file: String)? {
        let files = try await files(of: store, format: format)
        guard let first = files.first, let format = format ?? FileKind(path: first.path).format
        else { return nil }
        do {
            let schema: Schema
            switch format {
            case .ndjson:
                let same = files.filter { FileKind(path: $0.path).format ?? format == format }
                guard let found = try await lines(same, in: store) else { return nil }
                schema = found
            case .csv: schema = try await self.csv(first, in: store, csv)
            case .parquet:
                let footer = try await ParquetFileReader.footer(
                    of: first, at: try ObjectPath(first.path), in: store)
                schema = Schema(footer.schema.fields.map(\.withoutFileTraits))
            }
            return (schema, format, first.path)
        } catch let error as StreamingError {
            throw error
        } catch {
            throw StreamingError(
                .sourceCorrupt, "no schema can be inferred from the file; give the source one",
                path: first.path, cause: error)
        }
    }

    /// The schema of one file; nil where it has no rows.
    ///
    /// - Throws: `sourceCorrupt` where the file cannot be read or has nothing to infer from.
    static func schema(
        ofFile file: SourceFile, in store: any ObjectStore, format: SourceFormat, csv: CSVOptions
    ) async throws -> Schema? {
        switch format {
        case .ndjson: return try await lines([file], in: store)
        case .csv: return try await self.csv(file, in: store, csv)
        case .parquet:
            let footer = try await ParquetFileReader.footer(
                of: file, at: try ObjectPath(file.path), in: store)
            return Schema(footer.schema.fields.map(\.withoutFileTraits))
        }
    }

    /// The format of the first file whose name says one; nil where there is none yet.
    static func format(of store: any ObjectStore) async throws -> SourceFormat? {
        let files = try await files(of: store, format: nil)
        return files.first.flatMap { FileKind(path: $0.path).format }
    }

    /// The files that are not empty, in the order in which they are read.
    private static func files(
        of store: any ObjectStore, format: SourceFormat?
    ) async throws -> [SourceFile] {
        var files: [SourceFile] = []
        for object in try await store.listAll(prefix: "") {
            let kind = FileKind(path: object.path.key)
            guard !FileKind.isIgnored(object.path.key), object.size > 0,
                format != nil || kind.format != nil
            else { continue }
            files.append(SourceFile(object))
        }
        return files.sorted(by: SourceFile.isRead(_:before:))
    }

    /// The schema of a sample of lines; nil where it has no object.
    static func schema(ofLines lines: Bytes) throws -> Schema? {
        var inference = JSONSchemaInference()
        try inference.add(lines: lines)
        return inference.rowCount > 0 ? try inference.schema() : nil
    }

    private static func lines(
        _ files: [SourceFile], in store: any ObjectStore
    ) async throws -> Schema? {
        var inference = JSONSchemaInference()
        var sampled = 0
        for file in files {
            let bytes = try FileBytes(
                store: store, file: file, compression: FileKind(path: file.path).compression)
            var chunks = LineChunks()
            while sampled < StreamingLimits.sampleBytes, let piece = try await bytes.next() {
                sampled += piece.count
                try add(chunks.append(piece), to: &inference)
            }
            if sampled < StreamingLimits.sampleBytes {
                try add(chunks.finish(), to: &inference)
            } else {
                break
            }
        }
        return inference.rowCount > 0 ? try inference.schema() : nil
    }

    private static func add(
        _ outputs: [LineSplitter.Output], to inference: inout JSONSchemaInference
    ) throws {
        for case .lines(let lines, _) in outputs { try inference.add(lines: lines) }
    }

    private static func csv(
        _ file: SourceFile, in store: any ObjectStore, _ options: CSVOptions
    ) async throws -> Schema {
        let bytes = try FileBytes(
            store: store, file: file, compression: FileKind(path: file.path).compression)
        var pieces: [Bytes] = []
        var sampled = 0
        var isWhole = true
        while let piece = try await bytes.next() {
            pieces.append(piece)
            sampled += piece.count
            if sampled >= StreamingLimits.sampleBytes {
                isWhole = false
                break
            }
        }
        return try CSVSchemaInference.schema(
            ofSample: Bytes(joining: pieces), isWhole: isWhole, options: options)
    }
}

extension Field {
    /// The field as a table would have it: nullable, without the metadata of one file.
    fileprivate var withoutFileTraits: Field { Field(name, type) }
}
