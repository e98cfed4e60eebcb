// Function calls. Most are rows of `FunctionTable`; those whose types depend on their arguments,
// or that are another form of an operator, are bound here by name.

import Columnar

extension Binder {
    func call(_ call: FunctionCall, depth: Int) throws(ExpressionError) -> BoundExpression {
        if call.arguments.isEmpty, let literal = try sessionLiteral(call.name, call.position) {
            return literal
        }
        var arguments: [BoundExpression] = []
        for argument in call.arguments { arguments.append(try bind(argument, depth: depth)) }
        do {
            return try bindCall(call, arguments)
        } catch let error where error.position == nil {
            throw ExpressionError(error.code, error.message, position: call.position)
        }
    }

    private func bindCall(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        if let bound = try conditional(call, arguments) { return bound }
        if let bound = try castFunction(call, arguments) { return bound }
        if let bound = try numberFunction(call, arguments) { return bound }
        if let bound = try textFunction(call, arguments) { return bound }
        if let bound = try timeFunction(call, arguments) { return bound }
        guard let signature = FunctionTable.signatures[call.name] else {
            if Self.aggregates.contains(call.name) {
                throw ExpressionError(
                    .unsupported, "the aggregate \(call.name) is not supported yet",
                    position: call.position)
            }
            if Self.unsupported.contains(call.name) {
                throw ExpressionError(
                    .unsupported, "the function \(call.name) is not supported yet",
                    position: call.position)
            }
            throw ExpressionError(
                .unknownFunction, "there is no function \(call.name)", position: call.position)
        }
        return try apply(signature, call.name, arguments)
    }

    private static let aggregates: Set<String> = [
        "count", "sum", "avg", "mean", "min", "max", "first", "last", "any_value",
        "approx_count_distinct", "collect_list", "collect_set", "stddev", "variance", "window",
        "session_window", "row_number", "rank", "lag", "lead", "explode", "max_by", "min_by",
    ]

    /// Functions of Spark that are known by name only.
    private static let unsupported: Set<String> = [
        "regexp_extract", "regexp_replace", "regexp_like", "rlike", "regexp", "split", "from_json",
        "to_json", "json_tuple", "from_csv", "md5", "sha", "sha1", "sha2", "hash", "xxhash64",
        "map", "map_keys", "map_values", "map_from_arrays", "transform", "filter", "exists",
        "aggregate", "array_join", "array_distinct", "sort_array", "slice", "sequence", "flatten",
        "months_between", "next_day", "make_timestamp", "make_interval", "from_utc_timestamp",
        "to_utc_timestamp", "convert_timezone", "to_char", "to_number", "format_number",
        "format_string", "printf", "uuid", "rand", "randn", "monotonically_increasing_id",
        "input_file_name", "current_user", "user", "hex", "unhex", "base64", "unbase64", "bin",
        "conv", "cbrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "bround",
        "factorial", "shiftleft", "shiftright", "bit_count", "soundex", "levenshtein",
        "parse_url", "url_encode", "url_decode", "encode", "decode", "overlay", "lateral",
        "date_from_unix", "log", "log2", "pmod", "rint", "width_bucket", "try_add",
        "try_subtract", "try_multiply", "try_sum", "try_element_at", "get", "elt", "field",
    ]

    /// Binds a kernel by its row in the table.
    func function(
        _ function: Function, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        guard
            let signature = FunctionTable.signatures.values.first(where: { $0.function == function }
            )
        else {
            throw ExpressionError(.unknownFunction, "there is no function \(function)")
        }
        return try apply(signature, signature.names[0], arguments)
    }

    private func apply(
        _ signature: FunctionSignature, _ name: String, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        let most = signature.parameters.count
        let least = most - signature.optional
        guard arguments.count >= least, arguments.count <= most || signature.repeatsLast else {
            throw wrongCount(name, least == most ? "\(least)" : "\(least) to \(most)", arguments)
        }
        var cast: [BoundExpression] = []
        for (index, argument) in arguments.enumerated() {
            let parameter = signature.parameters[min(index, most - 1)]
            cast.append(try self.argument(argument, parameter, of: name))
        }
        let type: DataType =
            switch signature.result {
            case .exactly(let type): type
            case .argument(let index): cast[index].type
            }
        return callNode(
            signature.function, cast, type, failure: signature.failure,
            makesNulls: signature.makesNulls)
    }

    func callNode(
        _ function: Function, _ arguments: [BoundExpression], _ type: DataType,
        failure: Failure = .never, makesNulls: Bool = false
    ) -> BoundExpression {
        let canFail =
            switch failure {
            case .never: false
            case .ansi: session.ansi
            case .always: true
            }
        let isNulled = makesNulls || failure == .ansi && !session.ansi
        return BoundExpression(
            .call(function, arguments), type,
            nullable: isNulled || arguments.contains(where: \.nullable), canFail: canFail,
            isLenient: !session.ansi, position: arguments.lazy.compactMap(\.position).first)
    }

    func wrongCount(
        _ name: String, _ expected: String, _ arguments: [BoundExpression]
    ) -> ExpressionError {
        ExpressionError(
            .wrongArgumentCount,
            "\(name) takes \(expected) argument\(expected == "1" ? "" : "s"), "
                + "and \(arguments.count) \(arguments.count == 1 ? "is" : "are") given")
    }

    // MARK: Arguments

    func argument(
        _ bound: BoundExpression, as type: DataType, of name: String
    ) throws(ExpressionError) -> BoundExpression {
        guard TypeRules.castsImplicitly(bound.type, to: type) else {
            throw ExpressionError(
                .typeMismatch, "\(name) takes \(type) here, not \(bound.type)",
                position: bound.position)
        }
        return try cast(bound, to: type)
    }

    private func argument(
        _ bound: BoundExpression, _ parameter: ParameterType, of name: String
    ) throws(ExpressionError) -> BoundExpression {
        let isTaken: Bool
        switch parameter {
        case .any, .common: return bound
        case .exactly(let type): return try argument(bound, as: type, of: name)
        case .integral:
            if bound.type == .null || bound.type == .string { return try cast(bound, to: .int64) }
            isTaken = bound.type.isIntegral
        case .number:
            if bound.type == .null || bound.type == .string { return try cast(bound, to: .float64) }
            isTaken = bound.type.isNumeric
        case .stringOrBinary:
            if bound.type == .binary { return bound }
            return try argument(bound, as: .string, of: name)
        case .dateOrTimestamp:
            if bound.type == .null || bound.type == .string {
                return try cast(bound, to: .timestamp)
            }
            isTaken = bound.type.isDateOrTimestamp
        case .list:
            if case .list = bound.type { isTaken = true } else { isTaken = false }
        }
        guard isTaken else {
            throw ExpressionError(
                .typeMismatch, "\(name) does not take \(bound.type) here",
                position: bound.position)
        }
        return bound
    }

    // MARK: The session

    /// What the names that need no column mean: the batch's time and date.
    func sessionLiteral(
        _ name: String, _ position: SourcePosition?
    ) throws(ExpressionError) -> BoundExpression? {
        switch name {
        case "current_timestamp", "now", "localtimestamp", "current_date", "curdate",
            "current_timezone":
            break
        default: return nil
        }
        if name == "current_timezone" {
            return BoundExpression(literal: .string("UTC"), .string, position: position)
        }
        guard let time = session.batchTimeMicroseconds else {
            throw ExpressionError(
                .invalidArgument, "\(name) has no meaning here: the query has no batch time",
                position: position)
        }
        switch name {
        case "localtimestamp":
            return BoundExpression(literal: .timestampNTZ(time), .timestampNTZ, position: position)
        case "current_date", "curdate":
            let days = Int32(truncatingIfNeeded: Calendar.split(time).days)
            return BoundExpression(literal: .date(days), .date, position: position)
        default:
            return BoundExpression(literal: .timestamp(time), .timestamp, position: position)
        }
    }

    /// Functions named as types, which are casts: `int(x)`, `date(x)`.
    private func castFunction(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression? {
        let type: DataType
        switch call.name {
        case "boolean": type = .boolean
        case "tinyint": type = .int8
        case "smallint": type = .int16
        case "int": type = .int32
        case "bigint": type = .int64
        case "float": type = .float32
        case "double": type = .float64
        case "decimal": type = .decimal(TypeRules.bounded(10, 0))
        case "string": type = .string
        case "binary": type = .binary
        case "date": type = .date
        case "timestamp": type = .timestamp
        default: return nil
        }
        guard arguments.count == 1 else { throw wrongCount(call.name, "1", arguments) }
        return try cast(arguments[0], to: type, position: call.position)
    }
}

extension Failure: Equatable {}
