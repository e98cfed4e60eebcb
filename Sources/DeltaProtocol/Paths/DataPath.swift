// Where a file action points: the text of the log is percent-decoded exactly once, then told apart
// into relative, absolute and URI. A path is data from outside: forms that could leave the table
// or confuse a terminal are refused by type (spec/delta-protocol.md DP-PATH).

import BinaryIO

/// The decoded path of a file action.
package enum DataPath: Hashable, Sendable {
    /// Below the root of the table: segments joined by slashes, none of them `.` or `..`.
    case relative(String)
    /// From the root of the file system; `file:/x` and `file:///x` are this too.
    case absolute(String)
    /// In another store: a scheme in lower case and what follows its colon.
    case uri(scheme: String, rest: String)

    /// Reads the text of `add.path`, `remove.path`, `cdc.path`.
    ///
    /// - Throws: `invalidPath` for empty paths, `..`, control characters, backslashes, credentials
    ///   in a URI, and paths beyond `DeltaProtocolLimits`.
    package init(parsing text: String) throws(DeltaProtocolError) {
        guard !text.isEmpty else { throw DeltaProtocolError(.invalidPath, "a path is empty") }
        guard text.utf8.count <= DeltaProtocolLimits.pathBytesMax else {
            throw DeltaProtocolError(
                .invalidPath,
                "a path has \(text.utf8.count) bytes, more than "
                    + "\(DeltaProtocolLimits.pathBytesMax)")
        }
        let (scheme, encodedRest) = Self.scheme(of: text)
        let rest = try PercentEncoding.decode(encodedRest)
        try Self.check(segmentsOf: rest, whole: text)
        switch scheme {
        case nil:
            self = rest.hasPrefix("/") ? .absolute(Self.normal(rest)) : .relative(Self.normal(rest))
        case "file": self = .absolute(try Self.path(ofFileURI: rest, whole: text))
        case let scheme?:
            guard !rest.utf8.contains(UInt8(ascii: "@")) || !Self.hasUserInformation(rest) else {
                throw DeltaProtocolError(.invalidPath, "a path carries credentials")
            }
            self = .uri(scheme: scheme, rest: rest)
        }
    }

    /// The text that tells two references to one file from two files: the decoded path, with
    /// `file:` forms made plain.
    package var key: String {
        switch self {
        case .relative(let path), .absolute(let path): path
        case .uri(let scheme, let rest): scheme + ":" + rest
        }
    }

    /// The path below the table's root.
    ///
    /// - Parameter root: the absolute path of the root, where the table lies in a file system: an
    ///   absolute path below it is then relative after all.
    /// - Throws: `externalPath` where the file lies elsewhere.
    package func relativePath(root: String?) throws(DeltaProtocolError) -> String {
        switch self {
        case .relative(let path): return path
        case .absolute(let path):
            if let root {
                let prefix = root.hasSuffix("/") ? root : root + "/"
                if path.hasPrefix(prefix), path.utf8.count > prefix.utf8.count {
                    return String(path.dropFirst(prefix.count))
                }
            }
            throw Self.external(path)
        case .uri(let scheme, _): throw Self.external(scheme + ":…")
        }
    }

    private static func external(_ path: String) -> DeltaProtocolError {
        DeltaProtocolError(
            .externalPath, "the log names a file outside the table, which is not allowed: \(path)")
    }
}

extension DataPath {
    /// The scheme in lower case and the text behind its colon; a colon behind a slash is no scheme.
    private static func scheme(of text: String) -> (scheme: String?, rest: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return (nil, text) }
        let name = text[..<colon]
        guard let first = name.utf8.first, isLetter(first),
            name.utf8.allSatisfy({ isLetter($0) || isSchemeDigitOrSign($0) })
        else { return (nil, text) }
        return (name.lowercased(), String(text[text.utf8.index(after: colon)...]))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isSchemeDigitOrSign(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func hasUserInformation(_ rest: String) -> Bool {
        guard rest.hasPrefix("//") else { return false }
        let authority = rest.dropFirst(2).prefix { $0 != "/" }
        // Azure writes the container before the @: it is no credential without a colon.
        guard let at = authority.lastIndex(of: "@") else { return false }
        return authority[..<at].contains(":")
    }

    /// `file:/x`, `file:///x`; a host or a relative file URI is refused.
    private static func path(
        ofFileURI rest: String, whole: String
    ) throws(DeltaProtocolError) -> String {
        var path = Substring(rest)
        if path.hasPrefix("//") {
            path = path.dropFirst(2)
            if path.hasPrefix("localhost/") { path = path.dropFirst("localhost".count) }
        }
        guard path.hasPrefix("/") else {
            throw DeltaProtocolError(
                .invalidPath, "a file URI needs an absolute path without a host: \"\(whole)\"")
        }
        return normal(String(path))
    }

    /// Without empty and `.` segments.
    private static func normal(_ path: String) -> String {
        guard mayHaveEmptySegments(path) else { return path }
        let segments = path.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + segments.joined(separator: "/")
    }

    /// Whether `//`, `./` or a `/.` at the end is anywhere in the bytes.
    private static func mayHaveEmptySegments(_ path: String) -> Bool {
        let bytes = path.utf8.span
        var last: UInt8 = 0
        var lastButOne: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "/"), last == UInt8(ascii: "/") || last == UInt8(ascii: ".") {
                return true
            }
            (lastButOne, last) = (last, byte)
        }
        return last == UInt8(ascii: ".") && lastButOne == UInt8(ascii: "/")
    }

    private static func check(
        segmentsOf path: String, whole: String
    ) throws(DeltaProtocolError) {
        if path.isPlainPath(
            segmentBytesMax: DeltaProtocolLimits.pathSegmentBytesMax, asciiOnly: false)
        {
            return
        }
        var isAnySegmentNamed = false
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) {
            if segment.elementsEqual("..".utf8) {
                throw DeltaProtocolError(
                    .invalidPath, "a path must not contain \"..\": \"\(printable(whole))\"")
            }
            guard segment.count <= DeltaProtocolLimits.pathSegmentBytesMax else {
                throw DeltaProtocolError(.invalidPath, "a segment of a path is too long")
            }
            if !segment.elementsEqual(".".utf8) { isAnySegmentNamed = true }
        }
        guard isAnySegmentNamed else {
            throw DeltaProtocolError(.invalidPath, "a path names no file: \"\(printable(whole))\"")
        }
        for byte in path.utf8 where byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\\") {
            throw DeltaProtocolError(
                .invalidPath,
                "a path contains the character \(PercentEncoding.escape(byte)): "
                    + "\"\(printable(whole))\"")
        }
    }

    /// Control characters as escapes, so that an error message cannot drive a terminal.
    private static func printable(_ text: String) -> String {
        PercentEncoding.encode(text) { $0 >= 0x20 && $0 != 0x7F }
    }
}
