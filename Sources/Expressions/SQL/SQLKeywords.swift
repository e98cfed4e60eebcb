/// The words that need backticks to be names.
///
/// Spark's default dialect reserves hardly any word (SqlBaseParser.g4, *nonReserved*), which makes
/// a forgotten expression read as a column. Here the words that start or end a clause are
/// reserved; everything that we print is quoted accordingly.
package enum SQLKeywords {
    private static let reserved: Set<String> = [
        "ALL", "AND", "ANTI", "AS", "BETWEEN", "BY", "CASE", "CAST", "CREATE", "CROSS",
        "DISTINCT", "DIV", "ELSE", "END", "EXCEPT", "EXISTS", "FALSE", "FROM", "FULL", "GROUP",
        "HAVING", "ILIKE", "IN", "INNER", "INSERT", "INTERSECT", "INTO", "IS", "JOIN", "LATERAL",
        "LIKE", "LIMIT", "NATURAL", "NOT", "NULL", "ON", "OR", "ORDER", "OUTER", "REGEXP",
        "RLIKE", "SELECT", "SEMI", "THEN", "TRUE", "TRY_CAST", "UNION", "USING", "WHEN",
        "WHERE", "WITH",
    ]

    package static func isReserved(_ word: String) -> Bool {
        word.utf8.count <= 10 && reserved.contains(word.uppercased())
    }

    /// The name as it must be written to be read as a name.
    package static func quoted(_ name: String) -> String {
        let isPlain =
            name.utf8.allSatisfy { SQLLexer.isWordByte($0) && $0 < 0x80 }
            && name.utf8.first.map { $0 > UInt8(ascii: "9") } == true
        if isPlain && !isReserved(name) { return name }
        return "`"
            + name.split(separator: "`", omittingEmptySubsequences: false)
            .joined(separator: "``") + "`"
    }
}
