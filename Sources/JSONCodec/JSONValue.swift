// A small JSON tree that loses nothing: numbers keep their spelling, objects their order. For
// settings and metadata; data goes through tokens.

/// A JSON value as a tree.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number as it was spelt.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    package static func integer(_ value: Int64) -> JSONValue { .number(String(value)) }

    /// The text of a string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a number that is a 64-bit integer.
    package var int64: Int64? {
        guard case .number(let text) = self else { return nil }
        return JSONNumber.int64(text.utf8.span)
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The field `name` of an object.
    package subscript(name: String) -> JSONValue? { object?[name] }
}

/// The fields of a JSON object in their order. Looking up is linear: objects here are small.
package struct JSONObject: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package var fields: [Field]

    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    package init(_ pairs: [(String, JSONValue)]) {
        fields = pairs.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first field of that name. Setting replaces it where it stands, appends it where it is
    /// new, and removes it with nil.
    package subscript(name: String) -> JSONValue? {
        get { fields.first { $0.name == name }?.value }
        set {
            guard let index = fields.firstIndex(where: { $0.name == name }) else {
                if let newValue { fields.append(Field(name: name, value: newValue)) }
                return
            }
            if let newValue {
                fields[index].value = newValue
            } else {
                fields.remove(at: index)
            }
        }
    }
}

extension JSONElement {
    /// A copy of this value as a tree. The parser's depth limit bounds the recursion.
    package func value() -> JSONValue {
        switch kind {
        case .null: return .null
        case .false: return .bool(false)
        case .true: return .bool(true)
        case .number: return .number(text(of: token).string())
        case .string, .key: return .string(text(of: token).string())
        case .array:
            var values: [JSONValue] = []
            var elements = JSONElements(array: self)
            while let element = elements.next() { values.append(element.value()) }
            return .array(values)
        case .object:
            var object = JSONObject()
            var fields = JSONFields(object: self)
            while let field = fields.next() {
                object.fields.append(
                    JSONObject.Field(name: field.name.string(), value: field.value.value()))
            }
            return .object(object)
        }
    }
}
