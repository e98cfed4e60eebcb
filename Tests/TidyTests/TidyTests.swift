// The style guide as a test: reads every file of the project and names the place and the fix.

import Foundation
import Testing

@Suite struct TidyTests {
    static let tree = SourceTree.shared
    static let fileLinesMax = 400
    static let functionLinesMax = 70
    static let columnsMax = 100

    /// Fails once with all the places, so that one run shows everything.
    private func expectNone(_ places: [String], _ remedy: String) {
        #expect(places.isEmpty, "\(remedy):\n\(places.joined(separator: "\n"))")
    }

    @Test("lines have at most 100 columns")
    func columns() {
        let places = Self.tree.swiftFiles.flatMap { file in
            file.lines.enumerated().filter { $0.element.count > Self.columnsMax }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        expectNone(places, "break the line")
    }

    @Test("files have at most 400 lines")
    func fileLength() {
        let places = Self.tree.swiftFiles.filter { $0.lines.count > Self.fileLinesMax }
            .map { "\($0.path): \($0.lines.count) lines" }
        expectNone(places, "split the file by facet")
    }

    @Test("functions have at most 70 lines")
    func functionLength() {
        let places = Self.tree.swiftFiles.flatMap { file in
            Self.functions(file).filter { $0.count > Self.functionLinesMax }
                .map { "\(file.path):\($0.line): \($0.count) lines" }
        }
        expectNone(places, "split the function")
    }

    /// Functions by their formatted shape: a declaration, then a closing brace of its own indent.
    static func functions(_ file: SourceTree.File) -> [(line: Int, count: Int)] {
        var result: [(line: Int, count: Int)] = []
        for (index, line) in file.lines.enumerated() {
            let indent = line.prefix { $0 == " " }
            let words = line.dropFirst(indent.count).split(separator: " ")
            let isFunction = words.contains {
                $0 == "func" || $0.hasPrefix("init(") || $0.hasPrefix("init<")
            }
            guard isFunction, !line.contains("//"), line.hasSuffix("{") || !line.contains("{")
            else { continue }
            let closing = indent + "}"
            guard let end = file.lines[index...].firstIndex(where: { $0 == closing }) else {
                continue
            }
            result.append((index + 1, end - index + 1))
        }
        return result
    }

    @Test("no name is a dumping ground")
    func names() {
        let banned = ["Utils", "Utilities", "Helpers", "Common", "Misc", "Manager", "Extensions"]
        let places = Self.tree.files.filter { file in
            (file.isSource || file.path.hasPrefix("Tests/"))
                && file.path.split(whereSeparator: { "/.+".contains($0) })
                    .contains { part in banned.contains { part == $0 || part.hasSuffix($0) } }
        }.map(\.path)
        expectNone(places, "name the concept that it serves")
    }

    @Test("calls that the simulator cannot replay stay in their home")
    func bannedCalls() {
        let places = Self.tree.swiftSources.flatMap { file in
            file.lines.enumerated().flatMap { index, line in
                BannedCall.all.filter { $0.stands(in: line, of: file.path) }
                    .map { "\(file.path):\(index + 1): \($0.call): \($0.remedy)" }
            }
        }
        expectNone(places, "use the door")
    }

    @Test("pure modules do not await")
    func pureModules() {
        let pure = [
            "BinaryIO", "Columnar", "Compression", "JSONCodec", "DeltaProtocol", "Parquet",
            "TextFormats", "Expressions",
        ]
        let places = Self.tree.swiftSources
            .filter { file in pure.contains { file.path.hasPrefix("Sources/\($0)/") } }
            .flatMap { file in
                file.lines.enumerated()
                    .filter { !$0.element.contains("//") && $0.element.contains(" async ") }
                    .map { "\(file.path):\($0.offset + 1)" }
            }
        expectNone(places, "formats take bytes and return values")
    }

    @Test("the tests and suites that pages name exist")
    func namedTests() {
        let tests = NamedTests(Self.tree)
        expectNone(
            Self.tree.markdown.flatMap { tests.missing(in: $0) }, "name the test that shows it")
        let matrix = Self.tree.files.filter { $0.path == "docs/parquet.md" }
        #expect(matrix.reduce(0) { $0 + tests.cells(of: $1) } > 50)
        let paths = Set(Self.tree.files.map(\.path))
        let suites = Self.tree.markdown.flatMap { file in
            file.lines.flatMap { $0.matches(of: /tools\/interop\/suite_\w+/).map { String($0.0) } }
                .filter { !paths.contains($0) }.map { "\(file.path): \($0)" }
        }
        expectNone(suites, "there is no such suite")
    }

    @Test("no notes to ourselves are left in the tree")
    func notes() {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        let places = Self.tree.files.filter { !$0.path.hasPrefix("LICENSE") }.flatMap { file in
            file.lines.enumerated()
                .filter { line in words.contains { line.element.contains($0) } }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        expectNone(places, "do it, or file an issue")
    }

    @Test("unchecked sendability stays within its budget")
    func uncheckedSendable() {
        let places = Self.tree.swiftSources.flatMap { file in
            file.lines.enumerated()
                .filter {
                    let line = $0.element
                    let code = !line.drop { $0 == " " }.hasPrefix("//")
                    return code
                        && (line.contains("@unchecked Sendable")
                            || line.contains("nonisolated(unsafe)"))
                }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        let budget = UnsafeBudget.uncheckedSendableMax
        #expect(
            places.count <= budget,
            "\(places.count) > \(budget):\n\(places.joined(separator: "\n"))")
    }

    @Test("unsafe code stands in kernels and in the owners of memory")
    func unsafeCode() {
        let places = Self.tree.swiftSources
            .filter { !UnsafeBudget.mayBeUnsafe($0.path) }
            .flatMap { file in
                file.lines.enumerated()
                    .filter { line in
                        let code = line.element.drop { $0 == " " }
                        return !code.hasPrefix("//") && code.contains("unsafe ")
                    }
                    .map { "\(file.path):\($0.offset + 1)" }
            }
        expectNone(places, "move it into a +Kernels.swift file")
    }

    @Test("every spec id is cited by a test")
    func specIds() throws {
        let pattern = try Regex("\\b[A-Z]{2}-[A-Z]{2,}-[0-9]{2}\\b")
        let tests = Self.tree.swiftFiles.filter { $0.path.hasPrefix("Tests/") }
        let scripts = Self.tree.files.filter { $0.path.hasPrefix("tools/interop/") }
        let cited = Set(
            (tests + scripts).flatMap { $0.lines }
                .flatMap { $0.matches(of: pattern).map { String($0.0) } })
        let places = Self.tree.files
            .filter { $0.path.hasPrefix("spec/") && $0.path != "spec/README.md" }
            .flatMap { file in
                file.lines.enumerated().flatMap { index, line in
                    line.matches(of: pattern).map { String($0.0) }
                        .filter { !cited.contains($0) }
                        .map { "\(file.path):\(index + 1): \($0)" }
                }
            }
        expectNone(places, "cite the id in the test that shows it")
    }

    @Test("every fixture has a row in the manifest")
    func fixtures() {
        let manifest = Self.tree.files.first { $0.path == "fixtures/MANIFEST.tsv" }?.lines ?? []
        let listed = Set(manifest.compactMap { $0.split(separator: "\t").first.map(String.init) })
        let places = Self.tree.files.map(\.path).filter {
            $0.hasPrefix("fixtures/") && $0 != "fixtures/MANIFEST.tsv"
                && $0 != "fixtures/README.md"
                && !listed.contains(String($0.dropFirst("fixtures/".count)))
        }
        expectNone(places, "add a row to fixtures/MANIFEST.tsv")
    }

    @Test("a page has one title")
    func titles() {
        let places = Self.tree.markdown.filter { file in
            var inCode = false
            let titles = file.lines.count { line in
                if line.hasPrefix("```") { inCode.toggle() }
                return !inCode && line.hasPrefix("# ")
            }
            return titles != 1
        }.map(\.path)
        expectNone(places, "give the page exactly one title")
    }

    @Test("the gate lists all of its steps")
    func gate() {
        let check = Self.tree.files.first { $0.path == "tools/check" }?.lines ?? []
        for step in [
            "swift format lint --strict", "--explicit-target-dependency-import-check error",
            "swift test", "tools/fuzz all", "tools/interop/run",
        ] {
            #expect(check.contains { $0.contains(step) }, "tools/check lacks: \(step)")
        }
        let run = Self.tree.files.first { $0.path == ".ci/run" }?.lines ?? []
        #expect(run.contains { $0.contains("tools/test") })
    }
}
