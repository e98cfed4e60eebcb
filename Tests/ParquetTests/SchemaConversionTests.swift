import BinaryIO
import Columnar
import Testing

@testable import Parquet

/// The list and map forms of LogicalTypes.md: PQ-SCH-01, PQ-SCH-02.
@Suite struct SchemaConversionTests {
    private enum Element {
        static func leaf(
            _ name: String, _ type: PhysicalType, _ repetition: Repetition,
            _ logical: LogicalType? = nil
        ) -> SchemaElement {
            var element = SchemaElement(name: name)
            element.type = type
            element.repetition = repetition
            element.logicalType = logical
            return element
        }

        static func group(
            _ name: String, _ repetition: Repetition, children: Int32,
            _ converted: ConvertedType? = nil
        ) -> SchemaElement {
            var element = SchemaElement(name: name)
            element.repetition = repetition
            element.childCount = children
            element.convertedType = converted
            return element
        }
    }

    private func types(_ elements: [SchemaElement], columns: Int32 = 1) throws -> [Field] {
        var root = SchemaElement(name: "root")
        root.childCount = columns
        let schema = try ParquetSchema(elements: [root] + elements)
        let builder = ColumnNodeBuilder(columns: schema.columns)
        return schema.fields.compactMap { builder.column($0, .everything)?.field }
    }

    private func type(_ elements: [SchemaElement]) throws -> String {
        let field = try #require(try types(elements).first)
        return "\(field.type)\(field.nullable ? "" : " NOT NULL")"
    }

    @Test("lists of three levels, of two levels and without annotation are lists")
    func lists() throws {
        // The form of today.
        #expect(
            try type([
                Element.group("f", .optional, children: 1, .list),
                Element.group("list", .repeated, children: 1),
                Element.leaf("element", .int32, .optional),
            ]) == "array<int>")
        // Rule 1: the repeated field is no group.
        #expect(
            try type([
                Element.group("f", .optional, children: 1, .list),
                Element.leaf("element", .int32, .repeated),
            ]) == "array<int>")
        // Rule 2: a group of several fields.
        #expect(
            try type([
                Element.group("f", .required, children: 1, .list),
                Element.group("element", .repeated, children: 2),
                Element.leaf("a", .int32, .required), Element.leaf("b", .int64, .optional),
            ]) == "array<struct<a:int,b:bigint>> NOT NULL")
        // Rule 3: a group of one repeated field.
        #expect(
            try type([
                Element.group("f", .optional, children: 1, .list),
                Element.group("bag", .repeated, children: 1),
                Element.leaf("a", .int32, .repeated),
            ]) == "array<struct<a:array<int>>>")
        // Rule 4: a group of one field with a name of old.
        for name in ["array", "f_tuple"] {
            #expect(
                try type([
                    Element.group("f", .optional, children: 1, .list),
                    Element.group(name, .repeated, children: 1),
                    Element.leaf("a", .int32, .required),
                ]) == "array<struct<a:int>>")
        }
        // Rule 5: any other name.
        #expect(
            try type([
                Element.group("f", .optional, children: 1, .list),
                Element.group("bag", .repeated, children: 1),
                Element.leaf("item", .int32, .required),
            ]) == "array<int>")
        #expect(try type([Element.leaf("f", .int32, .repeated)]) == "array<int> NOT NULL")
    }

    @Test("maps of every form are maps, those without values lists of keys")
    func maps() throws {
        for annotation in [ConvertedType.map, .mapKeyValue] {
            #expect(
                try type([
                    Element.group("f", .optional, children: 1, annotation),
                    Element.group("map", .repeated, children: 2),
                    Element.leaf("k", .byteArray, .optional, .string),
                    Element.leaf("v", .double, .optional),
                ]) == "map<string,double>")
        }
        #expect(
            try type([
                Element.group("f", .optional, children: 1, .map),
                Element.group("key_value", .repeated, children: 1),
                Element.leaf("key", .byteArray, .required, .string),
            ]) == "array<string>")
    }

    @Test("annotations decide the type, unknown and misplaced ones are left aside")
    func annotations() throws {
        let cases: [(PhysicalType, LogicalType?, String)] = [
            (.int32, .integer(bitWidth: 8, isSigned: true), "tinyint"),
            (.int32, .integer(bitWidth: 8, isSigned: false), "smallint"),
            (.int32, .integer(bitWidth: 16, isSigned: false), "int"),
            (.int32, .integer(bitWidth: 32, isSigned: false), "bigint"),
            (.int64, .integer(bitWidth: 64, isSigned: false), "decimal(20,0)"),
            (.int32, .decimal(scale: 2, precision: 9), "decimal(9,2)"),
            (.byteArray, .decimal(scale: 2, precision: 38), "decimal(38,2)"),
            (.byteArray, .decimal(scale: 2, precision: 39), "binary"),
            (.int64, .timestamp(isAdjustedToUTC: true, unit: .nanos), "timestamp"),
            (.int64, .timestamp(isAdjustedToUTC: false, unit: .millis), "timestamp_ntz"),
            (.int64, .time(isAdjustedToUTC: true, unit: .micros), "bigint"),
            (.int96, nil, "timestamp"), (.int32, .string, "int"), (.double, .date, "double"),
            (.byteArray, .json, "string"), (.byteArray, .bson, "binary"),
            (.byteArray, .other(19, [0]), "binary"), (.int32, .unknown, "void"),
        ]
        for (physical, logical, expected) in cases {
            #expect(
                try type([Element.leaf("f", physical, .optional, logical)]) == expected)
        }
    }

    @Test("a schema that is no tree is refused")
    func broken() {
        #expect(throws: ParquetError.self) { try types([], columns: 1) }
        #expect(throws: ParquetError.self) { try types([], columns: -1) }
        #expect(throws: ParquetError.self) {
            try types([Element.group("f", .optional, children: 9)])
        }
        #expect(throws: ParquetError.self) {
            try types([
                Element.leaf("a", .int32, .optional), Element.leaf("b", .int32, .optional),
            ])
        }
        #expect(throws: ParquetError.self) {
            try types([Element.leaf("f", .fixedLenByteArray, .optional)])
        }
        let deep = (0..<200).map { Element.group("g\($0)", .optional, children: 1) }
        let error = #expect(throws: ParquetError.self) {
            try types(deep + [Element.leaf("f", .int32, .optional)])
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test("decimals are written in the smallest form that every reader takes")
    func decimals() throws {
        for (precision, physical, bytes) in [
            (1, PhysicalType.int32, nil), (9, .int32, nil), (10, .int64, nil), (18, .int64, nil),
            (19, .fixedLenByteArray, 9), (38, .fixedLenByteArray, 16),
        ] as [(Int, PhysicalType, Int32?)] {
            let schema = Schema([Field("d", EveryType.decimal(precision, 0))])
            let element = try SchemaFlattener.elements(schema)[1]
            #expect(element.type == physical)
            #expect(element.typeLength == bytes)
            #expect(element.convertedType == .decimal)
            #expect(element.precision == Int32(precision))
        }
    }

    @Test("field ids are kept, also inside lists and maps")
    func fieldIDs() throws {
        func id(_ number: Int) -> [String: String] { ["PARQUET:field_id": "\(number)"] }
        let schema = Schema([
            Field("a", .int32, metadata: id(1)),
            Field(
                "b", .list(Field("element", .int32, metadata: id(3))), metadata: id(2)),
            Field(
                "c",
                .map(
                    key: Field("key", .string, nullable: false, metadata: id(5)),
                    value: Field("value", .int32, metadata: id(6))), metadata: id(4)),
        ])
        let (file, _) = try writeAll(schema, [])
        #expect(try readAll(file).schema == schema)
    }
}
