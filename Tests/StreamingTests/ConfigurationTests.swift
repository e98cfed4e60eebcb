import Streaming
import Testing

@Suite struct ConfigurationTests {
    @Test("ST-CFG-01: names, places, formats and options are read, relative to the file's folder")
    func binding() throws {
        let binding = try PipelineBinding(
            configuration: """
                # where things are
                tables:
                  events: data/events     # the table
                  other: /abs/other
                sources:
                  events:
                    live: {path: incoming, format: ndjson}
                    archive:
                      path: "old #1"
                      schema: 'id BIGINT, name STRING'
                      options:
                        maxFilesPerTrigger: 10
                  clicks:
                    live:
                      stdin: true
                      spool: spool
                  logs:
                    live:
                      tail: app.log
                bad_records: bad
                """, folder: "/base")
        let expected = PipelineBinding(
            tables: ["events": "/base/data/events", "other": "/abs/other"],
            sources: [
                "events": SourceBinding(
                    live: SourceLocation(.folder("/base/incoming"), format: .ndjson),
                    archive: SourceLocation(
                        .folder("/base/old #1"), schema: "id BIGINT, name STRING",
                        options: ["maxFilesPerTrigger": "10"])),
                "clicks": SourceBinding(
                    live: SourceLocation(.standardInput(spool: "/base/spool"))),
                "logs": SourceBinding(live: SourceLocation(.tail("/base/app.log"))),
            ], badRecords: "/base/bad")
        #expect(binding == expected)
    }

    @Test(
        "ST-CFG-02: a mistake is an error with its line",
        arguments: [
            ("tables:\n\tevents: x", 2), ("tabels:\n  a: b", 1), ("tables:\n  a: b\n  a: c", 3),
            ("tables:\n  a: b\n    c: d", 3), ("tables:\n    a: b\n  c: d", 3),
            ("sources:\n  s:\n    live: folder", 3), ("sources:\n  s:\n    live:\n      pth: x", 4),
            ("sources:\n  s:\n    live:\n      format: xml\n      path: a", 4),
            ("sources:\n  s:\n    live:\n      path: a\n      tail: b", 5),
            ("sources:\n  s:\n    live:\n      format: csv", 3),
            ("tables: [a, b]", 1), ("tables: {a: b", 1), ("tables:\n  a: 'b", 2),
            ("tables:\n  a: &x b", 2), ("tables:\n  a: |\n    b", 2), ("---\na: b\n---\nc: d", 3),
            ("just text", 1), ("- a\n- b", 1), ("tables:\n  a: b: c", 2), ("tables:\n  a:", 2),
            ("sources:\n  s:\n    archive:\n      stdin: true", 3),
        ])
    func mistakes(text: String, line: Int) {
        let error = #expect(throws: StreamingError.self) {
            try PipelineBinding(configuration: text, folder: "/")
        }
        #expect(error?.code == .configurationInvalid)
        #expect(error?.line == line, "\(error.map { "\($0)" } ?? "")")
    }

    @Test("ST-CFG-03: lists, mappings in lists, quotes and comments are read as YAML reads them")
    func yaml() throws {
        let node = try YAMLParser.parse(
            """
            list:
            - one
            - key: 1
              other: "a: b # c\\n"
            -
              - 'it''s'
              - ~
            flow: [a, "b, c", {x: 1}]
            url: http://host:80/a#b
            """)
        guard case .mapping(let entries) = node.value else {
            Issue.record("no mapping")
            return
        }
        #expect(entries.map(\.key) == ["list", "flow", "url"])
        #expect(
            entries[0].value.plain
                == #"[one,{key:1,other:a: b # c\#n},[it's,]]"#)
        #expect(entries[1].value.plain == "[a,b, c,{x:1}]")
        #expect(entries[2].value.plain == "http://host:80/a#b")
    }

    @Test("ST-CFG-04: flags replace what the file says, name by name")
    func overriding() throws {
        let file = PipelineBinding(
            tables: ["a": "1", "b": "2"],
            sources: ["s": SourceBinding(live: nil, archive: SourceLocation(.folder("old")))])
        let flags = PipelineBinding(
            tables: ["b": "3"],
            sources: ["s": SourceBinding(live: try SourceLocation(parsing: "in?format=csv&x=1"))])
        let both = file.overridden(by: flags)
        #expect(both.tables == ["a": "1", "b": "3"])
        #expect(both.sources["s"]?.archive?.place == .folder("old"))
        #expect(both.sources["s"]?.live?.format == .csv)
        #expect(both.sources["s"]?.live?.options == ["x": "1"])
    }

    @Test("sources on the command line are folders, tailed files or standard input")
    func locations() throws {
        #expect(try SourceLocation(parsing: "in", relativeTo: "/b").place == .folder("/b/in"))
        #expect(try SourceLocation(parsing: "tail:/x/a.log").place == .tail("/x/a.log"))
        #expect(try SourceLocation(parsing: "-?spool=s").place == .standardInput(spool: "s"))
        #expect(throws: StreamingError.self) { try SourceLocation(parsing: "in?spool=s") }
        #expect(throws: StreamingError.self) { try SourceLocation(parsing: "") }
    }

    @Test("ST-TRG-03: triggers are words or durations")
    func triggers() throws {
        #expect(try Trigger(parsing: "asap") == .asSoonAsPossible)
        #expect(try Trigger(parsing: "available-now") == .availableNow)
        #expect(try Trigger(parsing: "500ms") == .interval(.milliseconds(500)))
        #expect(try Trigger(parsing: "10s") == .interval(.seconds(10)))
        for text in ["", "10", "0s", "-1s", "s", "99999999999999999h"] {
            #expect(throws: StreamingError.self) { try Trigger(parsing: text) }
        }
    }
}

extension YAMLNode {
    fileprivate var plain: String {
        switch value {
        case .empty: ""
        case .scalar(let text): text
        case .list(let items): "[" + items.map(\.plain).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key):\($0.value.plain)" }.joined(separator: ",") + "}"
        }
    }
}
