// The stored form of a plan: one JSON object, files as arrays to keep large plans small.

package import BinaryIO
import JSONCodec
import Streaming

extension BackfillPlan {
    private static let formatVersion: Int64 = 1

    /// The stored form.
    package func encoded() -> Bytes {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("version")
        writer.integer(Self.formatVersion)
        let texts: [(String, String?)] = [
            ("job", job.text), ("pipelineHash", pipelineHash), ("pipeline", pipelineText),
            ("table", tableName), ("source", source), ("archive", location.folder),
            ("format", location.format?.rawValue), ("schema", location.schema),
            ("badRecords", badRecords),
        ]
        for case (let key, let value?) in texts {
            writer.key(key)
            writer.string(value)
        }
        writer.key("options")
        writer.beginObject()
        for (key, value) in location.options.sorted(by: { $0.key < $1.key }) {
            writer.key(key)
            writer.string(value)
        }
        writer.endObject()
        writer.key("units")
        writer.beginArray()
        for unit in units { Self.write(unit, &writer) }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.take()
    }

    private static func write(_ unit: BackfillUnit, _ writer: inout JSONWriter) {
        writer.beginArray()
        for file in unit.files {
            writer.beginArray()
            writer.string(file.path)
            writer.integer(file.size)
            writer.string(file.etag)
            writer.endArray()
        }
        writer.endArray()
    }

    /// Reads the stored form.
    ///
    /// - Throws: `planCorrupt` where it is not one.
    package init(decoding bytes: Bytes) throws(BackfillError) {
        do {
            var parser = JSONParser(refusesDuplicateKeys: true)
            let tokens = try parser.document(bytes)
            var parts = Parts()
            var fields = try tokens.root.fields()
            while let field = fields.next() { try parts.read(field) }
            self = try parts.plan()
        } catch let error as BackfillError {
            throw error
        } catch {
            throw BackfillError(.planCorrupt, "the stored plan cannot be read", cause: error)
        }
    }

    /// The fields of a stored plan as they come.
    private struct Parts {
        var version: Int64?
        var texts: [String: String] = [:]
        var options: [String: String] = [:]
        var units: [BackfillUnit] = []

        mutating func read(_ field: borrowing JSONField) throws {
            let name = field.name.string()
            switch name {
            case "version": version = try field.value.int64()
            case "options":
                for (key, value) in try field.value.stringMap() { options[key] = value ?? "" }
            case "units": units = try Self.units(field.value)
            default: texts[name] = try field.value.string()
            }
        }

        private static func units(_ value: borrowing JSONElement) throws -> [BackfillUnit] {
            var units: [BackfillUnit] = []
            var elements = try value.elements()
            while let element = elements.next() {
                var files: [ArchiveFile] = []
                var members = try element.elements()
                while let member = members.next() {
                    var parts = try member.elements()
                    guard let path = parts.next(), let size = parts.next(), let tag = parts.next()
                    else { throw BackfillError(.planCorrupt, "a file of the plan has no size") }
                    files.append(
                        ArchiveFile(
                            path: try path.string(), size: try size.int64(),
                            etag: try tag.string()))
                }
                units.append(BackfillUnit(index: units.count, files: files))
            }
            return units
        }

        func plan() throws(BackfillError) -> BackfillPlan {
            guard version == BackfillPlan.formatVersion else {
                throw BackfillError(
                    .planCorrupt, "the stored plan has a version that this program does not know")
            }
            guard let job = texts["job"], let text = texts["pipeline"],
                let hash = texts["pipelineHash"], let source = texts["source"],
                let archive = texts["archive"], let table = texts["table"]
            else { throw BackfillError(.planCorrupt, "the stored plan lacks a field") }
            return BackfillPlan(
                job: try JobName(job), pipelineText: text, pipelineHash: hash, tableName: table,
                source: source,
                location: SourceLocation(
                    .folder(archive),
                    format: texts["format"].flatMap { SourceFormat(rawValue: $0) },
                    schema: texts["schema"], options: options),
                badRecords: texts["badRecords"], units: units)
        }
    }
}
