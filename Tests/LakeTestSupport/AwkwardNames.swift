// Names that stores and formats have been known to get wrong.

/// Names with every character that is awkward somewhere: in URLs, shells, globs, JSON, Unicode.
public enum AwkwardNames {
    /// Legal file names, all different as bytes.
    public static let all: [String] = [
        "a b", " leading", "trailing ", "a%20b", "%2e%2e", "%252e", "100%", "a=b", "a+b", "a#b",
        "a?b", "a&b", "a;b", "a:b", "a,b", "a@b", "a!b", "a$b", "a'b", "a\"b", "a`b", "a*b", "a|b",
        "a<b>c", "a[1]", "a{2}", "a(3)", "a^b", "~", "-rf", "--", "...", "..a", "a..", ".hidden",
        "grüß", "cafe\u{301}", "caf\u{E9}", "日本語", "🦆🧊", "\u{202E}rtl", "\u{FEFF}bom",
        "İ", "ß", "CON", "nul.txt", "A", "a", String(repeating: "x", count: 255),
    ]
}
