// RFC 8259 section 7: what must be escaped is, with the short escape where there is one, and
// nothing else.

extension JSONText {
    /// Appends `text`, valid UTF-8, escaped for the inside of a JSON string.
    package static func appendEscaped(_ text: Span<UInt8>, to output: inout [UInt8]) {
        var start = 0
        while true {
            let index = firstToEscape(text, from: start)
            JSONNumber.append(text.extracting(start..<index), to: &output)
            guard index < text.count else { return }
            appendEscape(of: text[index], to: &output)
            start = index + 1
        }
    }

    private static func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        default:
            output.append(contentsOf: "u00".utf8)
            for nibble in [byte >> 4, byte & 0xF] {
                let base = nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10
                output.append(base + nibble)
            }
        }
    }
}
