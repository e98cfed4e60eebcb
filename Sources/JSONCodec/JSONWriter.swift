// Writing JSON: compact, in the caller's order, the same bytes for the same calls, so that a
// commit can be written again byte for byte.

package import BinaryIO

/// How a writer spells the doubles that JSON has no number for.
package enum NonFiniteSpelling: Sendable {
    /// `"NaN"`, `"Infinity"`, `"-Infinity"`, as Spark reads and writes them.
    case string
    /// `null`.
    case null
}

/// Appends JSON text. Commas are put by the writer; matching begins and ends, and a key before
/// each value of an object, are the caller's duty.
package struct JSONWriter: Sendable {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    private let nonFinite: NonFiniteSpelling
    private var needsComma = false

    package init(nonFinite: NonFiniteSpelling = .string) {
        self.nonFinite = nonFinite
    }

    /// What was written so far, as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Takes what was written, leaving the writer empty.
    package mutating func take() -> Bytes {
        defer { removeAll() }
        return Bytes(bytes)
    }

    /// Forgets what was written, keeping the memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Ends a line of newline-delimited JSON.
    package mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// The key of the next value.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func null() { raw("null") }

    package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    package mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        JSONText.appendEscaped(text.utf8.span, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string of valid UTF-8.
    package mutating func string(_ text: borrowing JSONText) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        JSONText.appendEscaped(text.octets, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func integer(_ value: Int64) {
        separate()
        JSONNumber.append(value, to: &bytes)
    }

    /// A double in its shortest spelling that reads back as the same; see `JSONNumber.append`.
    package mutating func double(_ value: Double) {
        guard value.isFinite else { return writeNonFinite(value) }
        separate()
        JSONNumber.append(value, to: &bytes)
    }

    /// `value / 10^scale` with exactly `scale` decimals.
    package mutating func decimal(_ value: Int128, scale: Int) {
        separate()
        JSONNumber.append(decimal: value, scale: scale, to: &bytes)
    }

    /// JSON text as it is, unchecked: a value that a parser has returned, or a number's text.
    package mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// A whole tree.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for field in object.fields {
                key(field.name)
                self.value(field.value)
            }
            endObject()
        }
    }

    private mutating func writeNonFinite(_ value: Double) {
        switch nonFinite {
        case .null: null()
        case .string: string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        }
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}
