import Columnar
import Testing
import TextFormats

@Suite struct TableFormatterTests {
    private func table(
        _ fields: [Field], _ rows: [[Scalar]], _ options: TableOptions = TableOptions()
    ) -> String {
        let columns = fields.indices.map { position in
            ColumnArray(scalars: rows.map { $0[position] }, type: fields[position].type)
        }
        let schema = Schema(fields)
        let batch = RecordBatch(schema: schema, columns: columns, count: rows.count)
        return TableFormatter(schema: schema, options: options).format([batch])
    }

    @Test("numbers stand to the right, text to the left, without spaces at line ends")
    func alignment() {
        let text = table(
            [Field("name", .string), Field("n", .int64), Field("at", .date)],
            [
                [.string("a"), .int64(5), .date(0)],
                [.string("longer"), .int64(-1234), .null],
                [.null, .null, .date(1)],
            ])
        #expect(
            text == """
                name        n  at
                ──────  ─────  ──────────
                a           5  1970-01-01
                longer  -1234  null
                null     null  1970-01-02

                """)
    }

    @Test("TF-TAB-01: a value is one line of visible characters, whatever it holds")
    func escaping() {
        let text = table(
            [Field("v\u{1B}[31m", .string)],
            [
                [.string("a\nb\tc\r")], [.string("\u{1B}[2J\u{7}")],
                [.string("x\u{202E}y\u{2028}")], [.string("é😀")],
            ])
        #expect(
            text == """
                v\\u{1B}[31m
                ──────────────────
                a\\nb\\tc\\r
                \\u{1B}[2J\\u{7}
                x\\u{202E}y\\u{2028}
                é😀

                """)
    }

    @Test("long values end in an ellipsis, wide characters count twice")
    func truncation() {
        let options = TableOptions(columnWidthMax: 6)
        #expect(VisibleText("日本語テキスト").width == 14)
        #expect(VisibleText("日本語テキスト").truncated(to: 6).text == "日本…")
        #expect(VisibleText("e\u{301}").width == 1)
        let text = table(
            [Field("column name", .string)], [[.string("abcdefgh")], [.string("abcdef")]], options)
        #expect(text == "colum…\n──────\nabcde…\nabcdef\n")
    }

    @Test("columns give way, the widest first, until the line fits")
    func fitting() {
        let options = TableOptions(widthMax: 24)
        let text = table(
            [Field("a", .string), Field("b", .string)],
            [[.string(String(repeating: "x", count: 30)), .string("0123456789")]], options)
        #expect(text.split(separator: "\n").map(\.count) == [15, 24, 24])
        #expect(text.hasSuffix("xxxxxxxxxxx…  0123456789\n"))
    }

    @Test("nested values are JSON; color marks the header and nulls")
    func nested() {
        let list = DataType.list(Field("element", .string))
        let text = table([Field("l", list)], [[.list([.string("a\u{1B}"), .null])]])
        #expect(text == "l\n────────────────\n[\"a\\u001b\",null]\n")
        let colored = table([Field("v", .int64)], [[.null]], TableOptions(isColored: true))
        #expect(colored == "   \u{1B}[1mv\u{1B}[0m\n────\n\u{1B}[2mnull\u{1B}[0m\n")
    }
}
