import Columnar

extension Binder {
    /// Functions on text, lists and structs whose arguments vary.
    func textFunction(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression? {
        switch call.name {
        case "concat":
            return try concatenation(arguments)
        case "concat_ws":
            guard !arguments.isEmpty else { throw wrongCount(call.name, "1 or more", arguments) }
            var cast: [BoundExpression] = []
            for argument in arguments {
                cast.append(try self.argument(argument, as: .string, of: call.name))
            }
            return BoundExpression(
                .call(.concatenateWithSeparator, cast), .string, nullable: cast[0].nullable,
                canFail: true, position: call.position)
        case "ltrim", "rtrim", "btrim":
            return try trim(call, arguments)
        case "instr", "position", "locate", "charindex":
            return try position(call, arguments)
        case "element_at":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            return try elementAt(arguments[0], arguments[1], call)
        case "array":
            return try list(arguments)
        case "struct", "named_struct":
            return try structure(call, arguments)
        case "typeof":
            guard arguments.count == 1 else { throw wrongCount(call.name, "1", arguments) }
            return BoundExpression(literal: .string(arguments[0].type.description), .string)
        case "get_json_object":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            if case .string(let path) = arguments[1].literalValue { _ = try JSONPath(path) }
            return nil
        case "array_contains":
            guard arguments.count == 2, case .list(let element) = arguments[0].type else {
                throw ExpressionError(
                    .typeMismatch, "array_contains takes an array and a value",
                    position: call.position)
            }
            let value = try argument(arguments[1], as: element.type, of: call.name)
            return callNode(
                .listContains, [arguments[0], value], .boolean, makesNulls: element.nullable)
        default: return nil
        }
    }

    private func list(_ arguments: [BoundExpression]) throws(ExpressionError) -> BoundExpression {
        guard let type = commonType(arguments), type != .null else {
            throw ExpressionError(
                .typeMismatch, "array takes values of one type, at least one of them not NULL")
        }
        var cast: [BoundExpression] = []
        for argument in arguments { cast.append(try self.cast(argument, to: type)) }
        let element = Field("element", type, nullable: cast.contains(where: \.nullable))
        return BoundExpression(
            .call(.makeList, cast), .list(element), nullable: false, canFail: false)
    }

    /// `named_struct('a', x, …)`, or `struct(x, …)` with the names of columns, or col1, col2, ….
    private func structure(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        var fields: [Field] = []
        var values: [BoundExpression] = []
        if call.name == "struct" {
            for (index, value) in arguments.enumerated() {
                var name = "col\(index + 1)"
                if case .column(let reference) = call.arguments[index] {
                    name = reference.parts[reference.parts.count - 1]
                }
                fields.append(Field(name, value.type, nullable: value.nullable))
                values.append(value)
            }
        } else {
            guard arguments.count.isMultiple(of: 2) else {
                throw wrongCount(call.name, "an even number of", arguments)
            }
            for index in stride(from: 0, to: arguments.count, by: 2) {
                guard case .string(let name) = arguments[index].literalValue else {
                    throw ExpressionError(
                        .invalidArgument, "named_struct takes names as constant strings",
                        position: call.position)
                }
                let value = arguments[index + 1]
                fields.append(Field(name, value.type, nullable: value.nullable))
                values.append(value)
            }
        }
        guard !values.isEmpty else { throw wrongCount(call.name, "1 or more", arguments) }
        return BoundExpression(
            .call(.makeStruct, values), .struct(fields), nullable: false, canFail: false,
            position: call.position)
    }

    /// Text or bytes one after the other.
    func concatenation(
        _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        if !arguments.isEmpty, arguments.allSatisfy({ $0.type == .binary }) {
            return callNode(.concatenate, arguments, .binary, failure: .always)
        }
        if arguments.contains(where: { if case .list = $0.type { true } else { false } }) {
            throw ExpressionError(
                .unsupported, "concat of arrays is not supported yet",
                position: arguments[0].position)
        }
        if arguments.isEmpty { return BoundExpression(literal: .string(""), .string) }
        var cast: [BoundExpression] = []
        for argument in arguments {
            cast.append(try self.argument(argument, as: .string, of: "concat"))
        }
        return callNode(.concatenate, cast, .string, failure: .always)
    }

    /// `ltrim(x)`, `ltrim(characters, x)`, `btrim(x)`, `btrim(x, characters)`, as in Spark.
    private func trim(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        guard (1...2).contains(arguments.count) else {
            throw wrongCount(call.name, "1 to 2", arguments)
        }
        var cast: [BoundExpression] = []
        for argument in arguments {
            cast.append(try self.argument(argument, as: .string, of: call.name))
        }
        switch (call.name, cast.count) {
        case ("ltrim", 1): return callNode(.trimLeft, cast, .string)
        case ("rtrim", 1): return callNode(.trimRight, cast, .string)
        case (_, 1): return callNode(.trim, cast, .string)
        case ("ltrim", _): return callNode(.trimCharactersLeft, [cast[1], cast[0]], .string)
        case ("rtrim", _): return callNode(.trimCharactersRight, [cast[1], cast[0]], .string)
        default: return callNode(.trimCharacters, cast, .string)
        }
    }

    /// `instr(text, part)`; `position`, `locate` and `charindex` take the part first, and a start.
    private func position(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        let isInstr = call.name == "instr"
        guard arguments.count == 2 || arguments.count == 3 && !isInstr else {
            throw wrongCount(call.name, isInstr ? "2" : "2 to 3", arguments)
        }
        let text = try argument(arguments[isInstr ? 0 : 1], as: .string, of: call.name)
        let part = try argument(arguments[isInstr ? 1 : 0], as: .string, of: call.name)
        let start =
            arguments.count == 3
            ? try argument(arguments[2], as: .int32, of: call.name)
            : BoundExpression(literal: .int32(1), .int32)
        return callNode(.position, [text, part, start], .int32)
    }

    private func elementAt(
        _ container: BoundExpression, _ key: BoundExpression, _ call: FunctionCall
    ) throws(ExpressionError) -> BoundExpression {
        switch container.type {
        case .list(let element):
            let index = try argument(key, as: .int32, of: call.name)
            return BoundExpression(
                .call(.elementAt, [container, index]), element.type, nullable: true,
                canFail: true, position: call.position)
        case .map(let keyField, let value):
            let cast = try argument(key, as: keyField.type, of: call.name)
            return BoundExpression(
                .call(.mapElement, [container, cast]), value.type, nullable: true, canFail: false,
                position: call.position)
        default:
            throw ExpressionError(
                .typeMismatch, "element_at looks into an array or a map, not \(container.type)",
                position: call.position)
        }
    }
}
