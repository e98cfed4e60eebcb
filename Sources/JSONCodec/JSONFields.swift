// Walking the members of containers: `while let field = fields.next() { … }`.

/// A key with its value.
package struct JSONField: ~Escapable {
    /// The key, unescaped. `switch field.name { case "path": … }` compares bytes.
    package let name: JSONText
    package let value: JSONElement

    @_lifetime(copy name, copy value)
    init(name: JSONText, value: JSONElement) {
        self.name = name
        self.value = value
    }
}

/// The fields of one object, in the order of the text.
package struct JSONFields: ~Escapable {
    private let object: JSONElement
    private var position: Int
    private let end: Int

    @_lifetime(copy object)
    init(object: JSONElement) {
        self.object = object
        position = object.index + 1
        end = object.endIndex
    }

    /// The next field, or nil behind the last one.
    @_lifetime(copy self)
    package mutating func next() -> JSONField? {
        guard position < end else { return nil }
        let value = JSONElement(
            tokens: object.tokens, source: object.source, unescaped: object.unescaped,
            index: position + 1)
        let name = object.text(of: object.tokens[position])
        position = value.endIndex
        return JSONField(name: name, value: value)
    }
}

/// The elements of one array, in order.
package struct JSONElements: ~Escapable {
    private let array: JSONElement
    private var position: Int
    private let end: Int

    @_lifetime(copy array)
    init(array: JSONElement) {
        self.array = array
        position = array.index + 1
        end = array.endIndex
    }

    /// The next element, or nil behind the last one.
    @_lifetime(copy self)
    package mutating func next() -> JSONElement? {
        guard position < end else { return nil }
        let element = JSONElement(
            tokens: array.tokens, source: array.source, unescaped: array.unescaped, index: position)
        position = element.endIndex
        return element
    }
}
