// One result as one line of JSON, fields in the order in which they were given.

struct ResultLine {
    private var fields: [String]

    init(_ name: String) {
        fields = ["\"case\":\"\(name)\""]
    }

    func with(_ name: String, _ value: Int) -> ResultLine { appending(name, String(value)) }

    /// Numbers are rounded to 10 µs, which is finer than any repetition.
    func with(_ name: String, _ value: Double) -> ResultLine {
        appending(name, String((value * 100_000).rounded() / 100_000))
    }

    func with(_ name: String, text: String) -> ResultLine {
        let escaped = text.flatMap { character -> String in
            character == "\"" || character == "\\" ? "\\\(character)" : String(character)
        }
        return appending(name, "\"\(String(escaped))\"")
    }

    func with(_ name: String, json: String) -> ResultLine { appending(name, json) }

    func with(_ name: String, flag: Bool) -> ResultLine { appending(name, String(flag)) }

    var text: String { "{" + fields.joined(separator: ",") + "}" }

    private func appending(_ name: String, _ json: String) -> ResultLine {
        var result = self
        result.fields.append("\"\(name)\":\(json)")
        return result
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
