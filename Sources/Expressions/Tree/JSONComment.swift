/// A column's comment, which stands in its metadata as JSON text.
enum JSONComment {
    /// A string as JSON text.
    static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let hexadecimal = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The string that a JSON text is, or nil where it is something else.
    static func text(_ json: String) -> String? {
        var scalars = Array(json.unicodeScalars)
        guard scalars.count >= 2, scalars.removeFirst() == "\"", scalars.removeLast() == "\"" else {
            return nil
        }
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "\\" else {
                result.append(scalars[index])
                index += 1
                continue
            }
            guard index + 1 < scalars.count else { return nil }
            switch scalars[index + 1] {
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "t": result.append("\t")
            case "b": result.append("\u{8}")
            case "f": result.append("\u{C}")
            case "u":
                guard index + 5 < scalars.count,
                    let value = UInt32(
                        String(String.UnicodeScalarView(scalars[(index + 2)...(index + 5)])),
                        radix: 16), let scalar = Unicode.Scalar(value)
                else { return nil }
                result.append(scalar)
                index += 4
            case let other: result.append(other)
            }
            index += 2
        }
        return String(result)
    }
}
