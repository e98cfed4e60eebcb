// Types and columns in Spark's DDL (SqlBaseParser.g4, *dataType*, *colType*, *complexColType*):
// `id STRING NOT NULL COMMENT 'key', s STRUCT<a: INT, b: ARRAY<DECIMAL(10, 2)>>`.

public import Columnar

extension SQLParser {
    /// Reads a type.
    package mutating func dataType() throws(ExpressionError) -> DataType {
        try nested { parser throws(ExpressionError) in try parser.dataTypeHere() }
    }

    private mutating func dataTypeHere() throws(ExpressionError) -> DataType {
        let token = current
        guard token.kind == .word else {
            throw failure("a type is expected here, not \(token.summary)")
        }
        advance()
        switch token.keyword {
        case "BOOLEAN": return .boolean
        case "TINYINT", "BYTE": return .int8
        case "SMALLINT", "SHORT": return .int16
        case "INT", "INTEGER": return .int32
        case "BIGINT", "LONG": return .int64
        case "FLOAT", "REAL": return .float32
        case "DOUBLE": return .float64
        case "STRING": return .string
        case "BINARY": return .binary
        case "DATE": return .date
        case "TIMESTAMP":
            return accept("WITHOUT", "TIME", "ZONE") ? .timestampNTZ : .timestamp
        case "TIMESTAMP_LTZ": return .timestamp
        case "TIMESTAMP_NTZ": return .timestampNTZ
        case "VOID": return .null
        case "DECIMAL", "DEC", "NUMERIC": return try decimalType(token)
        case "ARRAY":
            try expect(symbol: "<")
            let element = try dataType()
            try closeAngle()
            return .list(Field("element", element))
        case "MAP":
            try expect(symbol: "<")
            let key = try dataType()
            try expect(symbol: ",")
            let value = try dataType()
            try closeAngle()
            return .map(key: Field("key", key, nullable: false), value: Field("value", value))
        case "STRUCT": return try structType()
        case "VARCHAR", "CHAR", "CHARACTER", "INTERVAL", "VARIANT", "TIME", "GEOGRAPHY", "GEOMETRY":
            throw unsupported("the type \(token.text.uppercased())", at: token)
        default:
            throw ExpressionError(
                .syntax, "'\(token.text)' is not a type", position: token.position)
        }
    }

    private mutating func decimalType(_ token: SQLToken) throws(ExpressionError) -> DataType {
        var precision = 10
        var scale = 0
        if accept(symbol: "(") {
            precision = try expectInteger("the precision")
            if accept(symbol: ",") { scale = try expectInteger("the scale") }
            try expect(symbol: ")")
        }
        guard let type = DecimalType(precision: precision, scale: scale) else {
            throw ExpressionError(
                .syntax,
                "decimal(\(precision),\(scale)) does not exist: a precision is 1 through 38 and "
                    + "a scale no more than the precision",
                position: token.position)
        }
        return .decimal(type)
    }

    private mutating func structType() throws(ExpressionError) -> DataType {
        if accept(symbol: "<>") { return .struct([]) }
        try expect(symbol: "<")
        var fields: [Field] = []
        if !current.isSymbol(">") {
            repeat {
                try checkCount(fields.count)
                fields.append(try column(inStruct: true))
            } while accept(symbol: ",")
        }
        try closeAngle()
        return .struct(fields)
    }

    /// Reads `>`; a `>>` or `>=` is cut in two.
    private mutating func closeAngle() throws(ExpressionError) {
        if current.isSymbol(">>") || current.isSymbol(">=") {
            splitSymbol()
            return
        }
        try expect(symbol: ">")
    }

    /// Reads a whole number.
    package mutating func expectInteger(_ what: String) throws(ExpressionError) -> Int {
        guard current.kind == .number, let value = Int(current.text) else {
            throw failure("\(what) is expected here, not \(current.summary)")
        }
        advance()
        return value
    }

    /// Reads `name type [NOT NULL] [COMMENT '…']`; in a struct a colon may follow the name.
    package mutating func column(inStruct: Bool) throws(ExpressionError) -> Field {
        let name = try expectName("a column name")
        if inStruct { _ = accept(symbol: ":") }
        let type = try dataType()
        var nullable = true
        var metadata: [String: String] = [:]
        while true {
            if accept("NOT", "NULL") {
                nullable = false
            } else if accept("COMMENT") {
                metadata["comment"] = JSONComment.json(try expectString("a comment"))
            } else if current.isKeyword("DEFAULT") || current.isKeyword("GENERATED") {
                throw unsupported("\(current.text.uppercased()) on a column", at: current)
            } else {
                return Field(name, type, nullable: nullable, metadata: metadata)
            }
        }
    }

    /// Reads columns with commas between them.
    package mutating func columns() throws(ExpressionError) -> [Field] {
        var fields: [Field] = []
        repeat {
            try checkCount(fields.count)
            let token = current
            if token.isKeyword("CONSTRAINT"),
                ["EXPECT", "CHECK", "PRIMARY", "FOREIGN", "UNIQUE"].contains(peek(2).keyword)
            {
                throw unsupported("a constraint", at: token)
            }
            let field = try column(inStruct: false)
            if fields.contains(where: { $0.name.lowercased() == field.name.lowercased() }) {
                throw ExpressionError(
                    .ambiguousColumn, "the column \(field.name) is declared twice",
                    position: token.position)
            }
            fields.append(field)
        } while accept(symbol: ",")
        return fields
    }
}

extension Schema {
    /// Reads columns as Spark's DDL writes them: `id STRING NOT NULL, tags ARRAY<STRING>`.
    ///
    /// - Throws: `.syntax`, `.unsupported` or `.ambiguousColumn` with the place.
    public init(parsingDDL text: String) throws(ExpressionError) {
        var parser = try SQLParser(text)
        let fields = try parser.columns()
        try parser.expectEnd()
        self.init(fields)
    }
}

extension DataType {
    /// Reads a type as Spark's DDL writes it: `array<struct<a:int>>`, `DECIMAL(10, 2)`.
    public init(parsingDDL text: String) throws(ExpressionError) {
        var parser = try SQLParser(text)
        self = try parser.dataType()
        try parser.expectEnd()
    }
}
