// The schema text of `metaData.schemaString` (PROTOCOL.md, *Schema Serialization Format*): Spark's
// JSON of types on one side, `Columnar` types on the other. Column metadata is kept as JSON text.

package import Columnar
import JSONCodec

/// Schemas from and to the JSON of the log.
package enum SchemaCodec {
    // MARK: Decoding

    /// - Throws: `corruptSchema` where the text is no schema; `unsupportedType`, naming the type
    ///   and the column, where it has a type that is not supported.
    package static func decode(_ text: String) throws(DeltaProtocolError) -> Schema {
        let root: JSONValue
        do {
            root = try JSONValue(parsing: text)
        } catch {
            throw DeltaProtocolError(.corruptSchema, "the schema is not JSON: \(error)")
        }
        var decoder = Decoder()
        guard case .struct(let fields) = try decoder.type(root, path: "", depth: 0) else {
            throw DeltaProtocolError(.corruptSchema, "the schema is not a struct")
        }
        return Schema(fields)
    }

    private struct Decoder {
        var fieldCount = 0

        mutating func type(
            _ value: JSONValue, path: String, depth: Int
        ) throws(DeltaProtocolError) -> DataType {
            guard depth <= DeltaProtocolLimits.schemaDepthMax else {
                throw DeltaProtocolError(.limitExceeded, "the schema nests too deeply")
                    .at(column: path)
            }
            switch value {
            case .string(let name): return try SchemaCodec.primitive(name, path: path)
            case .object(let object):
                switch object["type"]?.string {
                case "struct": return try structure(object, path: path, depth: depth)
                case "array": return try array(object, path: path, depth: depth)
                case "map": return try map(object, path: path, depth: depth)
                case let name?:
                    throw DeltaProtocolError(
                        .unsupportedType, "the type \"\(name)\" is not supported"
                    ).at(column: path)
                case nil: throw corrupt("a type has no name", path)
                }
            default: throw corrupt("a type is neither a name nor an object", path)
            }
        }

        private mutating func structure(
            _ object: JSONObject, path: String, depth: Int
        ) throws(DeltaProtocolError) -> DataType {
            guard let values = object["fields"]?.array else {
                throw corrupt("a struct has no fields", path)
            }
            var fields: [Field] = []
            fields.reserveCapacity(Swift.min(values.count, 1024))
            for value in values {
                fieldCount += 1
                guard fieldCount <= DeltaProtocolLimits.schemaFieldsMax else {
                    throw DeltaProtocolError(.limitExceeded, "the schema has too many columns")
                }
                guard let name = value["name"]?.string else {
                    throw corrupt("a column has no name", path)
                }
                let inner = path.isEmpty ? name : path + "." + name
                guard let typeValue = value["type"] else {
                    throw corrupt("the column has no type", inner)
                }
                let type = try type(typeValue, path: inner, depth: depth + 1)
                var metadata = Field.marks(of: typeValue)
                for entry in value["metadata"]?.object?.fields ?? []
                where entry.name != Field.variantMark {
                    metadata[entry.name] = entry.value.text
                }
                fields.append(
                    Field(
                        name, type, nullable: value["nullable"]?.bool ?? true, metadata: metadata))
            }
            return .struct(fields)
        }

        private mutating func array(
            _ object: JSONObject, path: String, depth: Int
        ) throws(DeltaProtocolError) -> DataType {
            guard let element = object["elementType"] else {
                throw corrupt("an array has no element type", path)
            }
            return .list(
                Field(
                    "element", try type(element, path: path + ".element", depth: depth + 1),
                    nullable: object["containsNull"]?.bool ?? true,
                    metadata: Field.marks(of: element)))
        }

        private mutating func map(
            _ object: JSONObject, path: String, depth: Int
        ) throws(DeltaProtocolError) -> DataType {
            guard let key = object["keyType"], let value = object["valueType"] else {
                throw corrupt("a map lacks its key or value type", path)
            }
            return .map(
                key: Field(
                    "key", try type(key, path: path + ".key", depth: depth + 1), nullable: false,
                    metadata: Field.marks(of: key)),
                value: Field(
                    "value", try type(value, path: path + ".value", depth: depth + 1),
                    nullable: object["valueContainsNull"]?.bool ?? true,
                    metadata: Field.marks(of: value)))
        }

        private func corrupt(_ message: String, _ path: String) -> DeltaProtocolError {
            DeltaProtocolError(.corruptSchema, "corrupt schema: \(message)")
                .at(column: path.isEmpty ? nil : path)
        }
    }

    private static func primitive(
        _ name: String, path: String
    ) throws(DeltaProtocolError) -> DataType {
        switch name {
        case "string", Field.variantName: return .string
        case "long": return .int64
        case "integer": return .int32
        case "short": return .int16
        case "byte": return .int8
        case "float": return .float32
        case "double": return .float64
        case "boolean": return .boolean
        case "binary": return .binary
        case "date": return .date
        case "timestamp": return .timestamp
        case "timestamp_ntz": return .timestampNTZ
        case "void", "null": return .null
        case "decimal": return decimal(10, 0)
        default:
            if name.hasPrefix("decimal("), name.hasSuffix(")") {
                let digits = name.dropFirst("decimal(".count).dropLast().split(separator: ",")
                    .map { Int($0.filter { $0 != " " }) }
                if digits.count == 2, let precision = digits[0], let scale = digits[1],
                    let type = DecimalType(precision: precision, scale: scale)
                {
                    return .decimal(type)
                }
            }
            throw DeltaProtocolError(.unsupportedType, "the type \"\(name)\" is not supported")
                .at(column: path)
        }
    }

    private static func decimal(_ precision: Int, _ scale: Int) -> DataType {
        DecimalType(precision: precision, scale: scale).map { .decimal($0) } ?? .null
    }

    // MARK: Encoding

    /// The text of a schema: compact, keys in Spark's order, column metadata sorted by key.
    package static func encode(_ schema: Schema) -> String {
        var writer = JSONWriter()
        write(.struct(schema.fields), to: &writer)
        return writer.text
    }

    private static func write(_ type: DataType, to writer: inout JSONWriter) {
        switch type {
        case .struct(let fields):
            writer.beginObject()
            writer.key("type")
            writer.string("struct")
            writer.key("fields")
            writer.beginArray()
            for field in fields { write(field, to: &writer) }
            writer.endArray()
            writer.endObject()
        case .list(let element):
            writer.beginObject()
            writer.key("type")
            writer.string("array")
            writer.key("elementType")
            write(typeOf: element, to: &writer)
            writer.key("containsNull")
            writer.bool(element.nullable)
            writer.endObject()
        case .map(let key, let value):
            writer.beginObject()
            writer.key("type")
            writer.string("map")
            writer.key("keyType")
            write(typeOf: key, to: &writer)
            writer.key("valueType")
            write(typeOf: value, to: &writer)
            writer.key("valueContainsNull")
            writer.bool(value.nullable)
            writer.endObject()
        default: writer.string(name(of: type))
        }
    }

    private static func write(typeOf field: Field, to writer: inout JSONWriter) {
        guard field.isVariant else { return write(field.type, to: &writer) }
        writer.string(Field.variantName)
    }

    private static func write(_ field: Field, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(field.name)
        writer.key("type")
        write(typeOf: field, to: &writer)
        writer.key("nullable")
        writer.bool(field.nullable)
        writer.key("metadata")
        writer.beginObject()
        for (key, text) in field.metadata.sorted(by: { $0.key < $1.key })
        where key != Field.variantMark {
            writer.key(key)
            writer.raw(text)
        }
        writer.endObject()
        writer.endObject()
    }

    /// The protocol's name of a type that holds no others.
    package static func name(of type: DataType) -> String {
        switch type {
        case .null: "void"
        case .boolean: "boolean"
        case .int8: "byte"
        case .int16: "short"
        case .int32: "integer"
        case .int64: "long"
        case .float32: "float"
        case .float64: "double"
        case .decimal(let decimal): "decimal(\(decimal.precision),\(decimal.scale))"
        case .string: "string"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNTZ: "timestamp_ntz"
        case .struct: "struct"
        case .list: "array"
        case .map: "map"
        }
    }
}
