/// Messages for a terminal: what a log or a file says cannot move the cursor or fake a line.
enum VisibleMessage {
    static func text(_ error: any Error) -> String { escaped("\(error)") }

    static func escaped(_ raw: String) -> String {
        var text = ""
        for scalar in raw.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            if isControl && scalar != "\n" {
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
