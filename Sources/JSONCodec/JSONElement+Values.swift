// Typed getters. Each refuses every other type with the place of the value; none converts
// between types, except that a number with an integral value is an integer however it is spelt.

extension JSONElement {
    /// - Throws: `.wrongType`.
    package func bool() throws(JSONError) -> Bool {
        switch kind {
        case .true: return true
        case .false: return false
        default: throw wrongType("a boolean")
        }
    }

    /// The text of a string, borrowed.
    ///
    /// - Throws: `.wrongType`.
    @_lifetime(copy self)
    package func text() throws(JSONError) -> JSONText {
        guard kind == .string else { throw wrongType("a string") }
        return text(of: token)
    }

    /// - Throws: `.wrongType`.
    package func string() throws(JSONError) -> String {
        guard kind == .string else { throw wrongType("a string") }
        return text(of: token).string()
    }

    /// The text of a number as it is spelt, borrowed.
    ///
    /// - Throws: `.wrongType`.
    @_lifetime(copy self)
    package func number() throws(JSONError) -> JSONText {
        guard kind == .number else { throw wrongType("a number") }
        return text(of: token)
    }

    /// An integer; `1.0` and `1e3` are integers.
    ///
    /// - Throws: `.wrongType`; `.numberOutOfRange` for a fraction or beyond 64 bits.
    package func int64() throws(JSONError) -> Int64 {
        guard kind == .number else { throw wrongType("an integer") }
        guard let value = JSONNumber.int64(text(of: token).octets) else {
            throw error(.numberOutOfRange, "\(rawString()) is not a 64-bit integer")
        }
        return value
    }

    /// - Throws: `.wrongType`; `.numberOutOfRange`.
    package func int32() throws(JSONError) -> Int32 {
        guard let value = Int32(exactly: try int64()) else {
            throw error(.numberOutOfRange, "\(rawString()) is not a 32-bit integer")
        }
        return value
    }

    /// The nearest double.
    ///
    /// - Throws: `.wrongType`; `.numberOutOfRange` beyond the largest double.
    package func double() throws(JSONError) -> Double {
        guard kind == .number else { throw wrongType("a number") }
        guard let value = JSONNumber.double(text(of: token).octets) else {
            throw error(.numberOutOfRange, "\(rawString()) is beyond the largest double")
        }
        return value
    }

    /// A number as an unscaled integer of `scale` decimals, exactly.
    ///
    /// - Throws: `.wrongType`; `.numberOutOfRange` when it needs more than `precision` digits or
    ///   more than `scale` decimals.
    package func decimal(precision: Int, scale: Int) throws(JSONError) -> Int128 {
        guard kind == .number else { throw wrongType("a number") }
        let octets = text(of: token).octets
        guard let value = JSONNumber.decimal(octets, precision: precision, scale: scale) else {
            throw error(
                .numberOutOfRange, "\(rawString()) is not a decimal(\(precision),\(scale))")
        }
        return value
    }

    /// The fields of an object, in order.
    ///
    /// - Throws: `.wrongType`.
    @_lifetime(copy self)
    package func fields() throws(JSONError) -> JSONFields {
        guard kind == .object else { throw wrongType("an object") }
        return JSONFields(object: self)
    }

    /// The elements of an array, in order.
    ///
    /// - Throws: `.wrongType`.
    @_lifetime(copy self)
    package func elements() throws(JSONError) -> JSONElements {
        guard kind == .array else { throw wrongType("an array") }
        return JSONElements(array: self)
    }

    /// An object of strings as pairs in order; null values are nil.
    ///
    /// - Throws: `.wrongType` for the object or a value.
    package func stringMap() throws(JSONError) -> [(key: String, value: String?)] {
        var pairs: [(key: String, value: String?)] = []
        var fields = try fields()
        while let field = fields.next() {
            let value = field.value.isNull ? nil : try field.value.string()
            pairs.append((key: field.name.string(), value: value))
        }
        return pairs
    }

    /// An array of strings.
    ///
    /// - Throws: `.wrongType` for the array or an element.
    package func stringArray() throws(JSONError) -> [String] {
        var strings: [String] = []
        var elements = try elements()
        while let element = elements.next() { strings.append(try element.string()) }
        return strings
    }
}
