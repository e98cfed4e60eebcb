// Text of keys and strings without making a `String`: comparing and copying out.

extension RawSpan {
    /// The same bytes, typed.
    package var octets: Span<UInt8> {
        @_lifetime(copy self)
        get {
            let buffer = unsafe withUnsafeBytes { unsafe $0.assumingMemoryBound(to: UInt8.self) }
            let typed = unsafe Span<UInt8>(_unsafeElements: buffer)
            return unsafe _overrideLifetime(typed, copying: self)
        }
    }
}

/// A borrowed run of valid UTF-8: a key, a string without its quotes and escapes, or a number.
package struct JSONText: ~Escapable {
    /// The UTF-8.
    package let bytes: RawSpan

    @_lifetime(copy bytes)
    package init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    @_lifetime(copy octets)
    package init(octets: Span<UInt8>) {
        bytes = unsafe octets.bytes
    }

    /// The bytes, typed.
    package var octets: Span<UInt8> {
        @_lifetime(copy self)
        get { bytes.octets }
    }

    /// A copy.
    package func string() -> String {
        unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the text is `literal`, byte for byte.
    package static func == (text: borrowing JSONText, literal: StaticString) -> Bool {
        guard text.bytes.byteCount == literal.utf8CodeUnitCount else { return false }
        return unsafe text.bytes.withUnsafeBytes { bytes in
            let other = unsafe UnsafeRawBufferPointer(
                start: literal.utf8Start, count: literal.utf8CodeUnitCount)
            return unsafe bytes.elementsEqual(other)
        }
    }

    /// Lets `switch text { case "path": … }` compare bytes.
    package static func ~= (literal: StaticString, text: borrowing JSONText) -> Bool {
        text == literal
    }
}
