// The entry to reading: bytes in, tokens out. A parser keeps the memory of its last result and
// uses it again as soon as nobody holds that result any more.

package import BinaryIO

/// Parses documents and chunks of newline-delimited documents.
///
/// Before a document a byte order mark is left out, and offsets do not count it. Invalid UTF-8,
/// lone surrogates, raw control characters in strings and trailing content are errors. Numbers
/// are checked against the grammar and kept as text. Bind a result to a `let` before walking it.
package struct JSONParser: Sendable {
    private var storage = JSONTokenStorage()
    private let limits: JSONLimits
    private let refusesDuplicateKeys: Bool

    /// - Parameter refusesDuplicateKeys: whether an object with the same key twice, compared
    ///   unescaped, is an error. Readers differ in which one wins, so it is where the bytes are
    ///   a protocol's.
    package init(limits: JSONLimits = JSONLimits(), refusesDuplicateKeys: Bool = false) {
        self.limits = limits
        self.refusesDuplicateKeys = refusesDuplicateKeys
    }

    /// Parses `input` as one document.
    ///
    /// - Throws: the syntax error with its place; `.tooLarge` beyond the limit.
    /// - Complexity: O(bytes); a sort per object with duplicate keys refused.
    package mutating func document(_ input: Bytes) throws(JSONError) -> JSONTokens {
        let bytes = input.withoutByteOrderMark
        let outcome = run(bytes, asLines: false)
        if let code = JSONError.Code(rawValue: outcome.code) {
            throw JSONError(
                code: code, offset: outcome.offset, line: bytes.line(at: outcome.offset))
        }
        return JSONTokens(source: bytes, storage: storage)
    }

    /// Parses every line of `bytes` as a document of its own. A bad line is recorded in its
    /// `JSONLine` and costs no other line. Blank lines are left out.
    ///
    /// - Throws: `.tooLarge` where the whole chunk is beyond the limit; `.outOfMemory`.
    package mutating func lines(_ bytes: Bytes) throws(JSONError) -> JSONTokens {
        let outcome = run(bytes, asLines: true)
        if let code = JSONError.Code(rawValue: outcome.code) {
            throw JSONError(code: code, offset: outcome.offset, line: 1)
        }
        return JSONTokens(source: bytes, storage: storage)
    }

    private mutating func run(_ bytes: Bytes, asLines: Bool) -> (code: Int32, offset: Int) {
        if !isKnownUniquelyReferenced(&storage) { storage = JSONTokenStorage() }
        return storage.parse(
            bytes.span, asLines: asLines, limits: limits,
            refusesDuplicateKeys: refusesDuplicateKeys)
    }
}

extension Bytes {
    /// The same bytes behind a UTF-8 byte order mark, where there is one.
    package var withoutByteOrderMark: Bytes {
        guard count >= 3, self[0] == 0xEF, self[1] == 0xBB, self[2] == 0xBF else { return self }
        return self[3..<count]
    }

    /// The line, counted from 1, that the byte at `offset` lies in.
    func line(at offset: Int) -> Int {
        let octets = span.octets
        var line = 1
        for index in 0..<Swift.min(offset, octets.count) where octets[index] == UInt8(ascii: "\n") {
            line += 1
        }
        return line
    }
}
