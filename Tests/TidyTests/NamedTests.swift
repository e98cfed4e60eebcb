// The pages say which test shows what they claim; a claim whose test is gone is no better than one
// that never had any.

import Foundation

/// The tests of the tree by suite, and those that the pages name in the cells of their tables.
struct NamedTests {
    private var functions: [String: Set<String>] = [:]

    init(_ tree: SourceTree) {
        for file in tree.files where file.isSwift && file.path.hasPrefix("Tests/") {
            let text = file.lines.joined(separator: "\n")
            let names = text.matches(of: /func (\w+)/).map { String($0.1) }
            for suite in text.matches(of: /(?:struct|extension) (\w+Tests)\b/) {
                functions[String(suite.1), default: []].formUnion(names)
            }
        }
    }

    /// Cells such as `SuiteTests.first, second` of a page of which a test does not exist.
    func missing(in page: SourceTree.File) -> [String] {
        page.lines.enumerated().flatMap { index, line in
            line.split(separator: "|").flatMap { cell -> [String] in
                let names = cell.split(separator: ",").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard names.first?.wholeMatch(of: /\w+Tests\.\w+/) != nil else { return [] }
                return missing(names).map { "\(page.path):\(index + 1): \($0)" }
            }
        }
    }

    /// - Parameter names: a name without a suite stands in that of the name before it.
    private func missing(_ names: [String]) -> [String] {
        var suite = ""
        return names.filter { name in
            let parts = name.split(separator: ".").map(String.init)
            if parts.count == 2 { suite = parts[0] }
            return !(functions[suite]?.contains(parts.last ?? "") ?? false)
        }
    }

    /// How many cells of a page name tests.
    func cells(of page: SourceTree.File) -> Int {
        page.lines.reduce(0) { $0 + $1.matches(of: /\| \w+Tests\.\w+/).count }
    }
}
