/// A path into JSON such as `$.a.b[0]['c d']` (Spark's `get_json_object`).
struct JSONPath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case name(String)
        case index(Int)
    }

    let steps: [Step]

    /// - Throws: `.invalidArgument` for what is no path, `.unsupported` for wildcards.
    init(_ text: String) throws(ExpressionError) {
        var steps: [Step] = []
        var rest = Substring(text)
        let invalid = ExpressionError(
            .invalidArgument, "'\(text)' is not a JSON path such as $.a.b[0]")
        guard rest.popFirst() == "$" else { throw invalid }
        while let mark = rest.popFirst() {
            if mark == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { throw invalid }
                if name == "*" { throw Self.wildcard(text) }
                steps.append(.name(String(name)))
                rest = rest.dropFirst(name.count)
            } else if mark == "[" {
                guard let end = rest.firstIndex(of: "]") else { throw invalid }
                let content = rest[..<end]
                rest = rest[rest.index(after: end)...]
                if content == "*" { throw Self.wildcard(text) }
                if content.count >= 2, content.first == "'", content.last == "'" {
                    steps.append(.name(String(content.dropFirst().dropLast())))
                } else if let index = Int(content), index >= 0 {
                    steps.append(.index(index))
                } else {
                    throw invalid
                }
            } else {
                throw invalid
            }
            guard steps.count <= ExpressionLimits.depthMax else { throw invalid }
        }
        self.steps = steps
    }

    private static func wildcard(_ text: String) -> ExpressionError {
        ExpressionError(
            .unsupported, "the wildcard in the JSON path '\(text)' is not supported yet")
    }
}
