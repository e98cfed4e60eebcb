// Text made safe for a terminal, and how many cells it takes there (Unicode UAX #11, with the
// common reading that emoji and East Asian wide characters take two cells and marks take none).

/// Text without characters that move the cursor or change the direction of writing.
package struct VisibleText: Sendable {
    package let text: String
    /// Terminal cells.
    package let width: Int

    private init(text: String, width: Int) {
        self.text = text
        self.width = width
    }

    /// Escapes what is not visible: `\n`, `\t`, `\u{1B}`.
    package init(_ raw: String) {
        var text = ""
        var width = 0
        for scalar in raw.unicodeScalars {
            if let escape = Self.escape(of: scalar) {
                text += escape
                width += escape.utf8.count
            } else {
                text.unicodeScalars.append(scalar)
                width += Self.width(of: scalar)
            }
        }
        self.text = text
        self.width = width
    }

    /// The text cut to `cells` cells, with `…` for what is left out.
    package func truncated(to cells: Int) -> VisibleText {
        guard width > cells else { return self }
        guard cells > 0 else { return VisibleText(text: "", width: 0) }
        var kept = ""
        var keptWidth = 0
        for scalar in text.unicodeScalars {
            let next = Self.width(of: scalar)
            if keptWidth + next > cells - 1 { break }
            kept.unicodeScalars.append(scalar)
            keptWidth += next
        }
        return VisibleText(text: kept + "…", width: keptWidth + 1)
    }

    private static func escape(of scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{200D}": return nil
        default: break
        }
        if scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F { return nil }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: return nil
        }
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
