// SQL names to kernels. A row is: the names, the kernel, what each argument is read as, how many
// arguments may be left out, what comes out, and whether a row can be an error.

import Columnar

/// What an argument is read as.
enum ParameterType: Sendable {
    case any
    case exactly(DataType)
    /// Any integral type, as it is.
    case integral
    /// Any number, as it is.
    case number
    /// Text or bytes, as they are.
    case stringOrBinary
    /// A date or a timestamp, as it is.
    case dateOrTimestamp
    case list
    /// The type that all such arguments have in common.
    case common

    static let string = ParameterType.exactly(.string)
    static let int = ParameterType.exactly(.int32)
    static let bigint = ParameterType.exactly(.int64)
    static let double = ParameterType.exactly(.float64)
    static let date = ParameterType.exactly(.date)
    static let timestamp = ParameterType.exactly(.timestamp)
}

/// What comes out.
enum ResultType: Sendable {
    case exactly(DataType)
    /// The type of argument number n.
    case argument(Int)
}

/// When a row of a function is an error.
enum Failure: Sendable {
    case never
    /// In ANSI mode; null otherwise.
    case ansi
    case always
}

struct FunctionSignature: Sendable {
    let names: [String]
    let function: Function
    let parameters: [ParameterType]
    /// How many of the last parameters may be left out.
    var optional = 0
    /// Whether the last parameter may be repeated.
    var repeatsLast = false
    let result: ResultType
    var failure = Failure.never
    /// Whether the result may be null though no argument is.
    var makesNulls = false

    init(
        _ names: String..., function: Function, _ parameters: [ParameterType],
        _ result: ResultType, optional: Int = 0, repeatsLast: Bool = false,
        failure: Failure = .never, makesNulls: Bool = false
    ) {
        self.names = names
        self.function = function
        self.parameters = parameters
        self.optional = optional
        self.repeatsLast = repeatsLast
        self.result = result
        self.failure = failure
        self.makesNulls = makesNulls
    }
}

enum FunctionTable {
    /// The signature of a function by any of its names.
    static let signatures: [String: FunctionSignature] = {
        var result: [String: FunctionSignature] = [:]
        for signature in numbers + texts + times + others {
            for name in signature.names { result[name] = signature }
        }
        return result
    }()

    private static let numbers: [FunctionSignature] = [
        FunctionSignature("sqrt", function: .squareRoot, [.double], .exactly(.float64)),
        FunctionSignature(
            "power", "pow", function: .power, [.double, .double], .exactly(.float64)),
        FunctionSignature("exp", function: .exponential, [.double], .exactly(.float64)),
        FunctionSignature(
            "ln", function: .naturalLogarithm, [.double], .exactly(.float64), makesNulls: true),
        FunctionSignature(
            "log10", function: .logarithm10, [.double], .exactly(.float64), makesNulls: true),
        FunctionSignature("sign", "signum", function: .sign, [.double], .exactly(.float64)),
        FunctionSignature("isnan", function: .isNaN, [.double], .exactly(.boolean)),
    ]

    private static let texts: [FunctionSignature] = [
        FunctionSignature("lower", "lcase", function: .lower, [.string], .exactly(.string)),
        FunctionSignature("upper", "ucase", function: .upper, [.string], .exactly(.string)),
        FunctionSignature(
            "length", "len", "char_length", "character_length", function: .length,
            [.stringOrBinary], .exactly(.int32)),
        FunctionSignature(
            "octet_length", function: .octetLength, [.stringOrBinary], .exactly(.int32)),
        FunctionSignature(
            "bit_length", function: .bitLength, [.stringOrBinary], .exactly(.int32)),
        FunctionSignature(
            "substring", "substr", function: .substring, [.stringOrBinary, .int, .int],
            .argument(0), optional: 1),
        FunctionSignature("left", function: .left, [.string, .int], .exactly(.string)),
        FunctionSignature("right", function: .right, [.string, .int], .exactly(.string)),
        FunctionSignature(
            "replace", function: .replace, [.string, .string, .string], .exactly(.string),
            optional: 1, failure: .always),
        FunctionSignature(
            "translate", function: .translate, [.string, .string, .string], .exactly(.string)),
        FunctionSignature(
            "split_part", function: .splitPart, [.string, .string, .int], .exactly(.string),
            failure: .always),
        FunctionSignature(
            "substring_index", function: .substringIndex, [.string, .string, .int],
            .exactly(.string)),
        FunctionSignature(
            "lpad", function: .padLeft, [.string, .int, .string], .exactly(.string), optional: 1,
            failure: .always),
        FunctionSignature(
            "rpad", function: .padRight, [.string, .int, .string], .exactly(.string), optional: 1,
            failure: .always),
        FunctionSignature(
            "startswith", function: .startsWith, [.string, .string], .exactly(.boolean)),
        FunctionSignature(
            "endswith", function: .endsWith, [.string, .string], .exactly(.boolean)),
        FunctionSignature("contains", function: .contains, [.string, .string], .exactly(.boolean)),
        FunctionSignature("reverse", function: .reverse, [.string], .exactly(.string)),
        FunctionSignature(
            "repeat", function: .repeated, [.string, .int], .exactly(.string), failure: .always),
        FunctionSignature(
            "initcap", function: .initialCapitals, [.string], .exactly(.string)),
        FunctionSignature("ascii", function: .ascii, [.string], .exactly(.int32)),
        FunctionSignature("trim", function: .trim, [.string], .exactly(.string)),
    ]

    private static let times: [FunctionSignature] = [
        FunctionSignature(
            "date_add", function: .dateAdd, [.date, .int], .exactly(.date), failure: .always),
        FunctionSignature(
            "date_sub", function: .dateSubtract, [.date, .int], .exactly(.date), failure: .always),
        FunctionSignature(
            "add_months", function: .addMonths, [.date, .int], .exactly(.date), failure: .always),
        FunctionSignature("last_day", function: .lastDay, [.date], .exactly(.date)),
        FunctionSignature(
            "timestamp_micros", function: .timestampFromMicroseconds, [.bigint],
            .exactly(.timestamp)),
        FunctionSignature(
            "timestamp_millis", function: .timestampFromMilliseconds, [.bigint],
            .exactly(.timestamp), failure: .always),
        FunctionSignature(
            "timestamp_seconds", function: .timestampFromSeconds, [.number], .exactly(.timestamp),
            failure: .always, makesNulls: true),
        FunctionSignature(
            "unix_micros", function: .unixMicroseconds, [.timestamp], .exactly(.int64)),
        FunctionSignature(
            "unix_millis", function: .unixMilliseconds, [.timestamp], .exactly(.int64)),
        FunctionSignature("unix_seconds", function: .unixSeconds, [.timestamp], .exactly(.int64)),
        FunctionSignature("unix_date", function: .unixDate, [.date], .exactly(.int32)),
        FunctionSignature(
            "date_from_unix_date", function: .dateFromUnixDate, [.int], .exactly(.date)),
        FunctionSignature(
            "from_unixtime", function: .fromUnixTime, [.bigint, .string], .exactly(.string),
            optional: 1, failure: .always),
        FunctionSignature(
            "date_format", function: .formatDate, [.timestamp, .string], .exactly(.string)),
        FunctionSignature(
            "make_date", function: .makeDate, [.int, .int, .int], .exactly(.date),
            failure: .ansi),
    ]

    private static let others: [FunctionSignature] = [
        FunctionSignature("size", "cardinality", function: .size, [.any], .exactly(.int32)),
        FunctionSignature(
            "get_json_object", function: .jsonPath, [.string, .string], .exactly(.string),
            makesNulls: true),
        FunctionSignature("crc32", function: .crc32, [.exactly(.binary)], .exactly(.int64)),
    ]
}
