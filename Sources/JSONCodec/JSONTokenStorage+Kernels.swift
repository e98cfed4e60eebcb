// The owner of one C parser and the only place that calls it and touches its memory.

import BinaryIO
import CSimdjson

/// Owns a C parser with the tokens of its last parse.
///
/// `@unchecked Sendable`: written only by `JSONParser` while it holds the only reference.
@safe
final class JSONTokenStorage: @unchecked Sendable {
    private let parser: OpaquePointer?
    private var result = unsafe lake_json_result()

    init() {
        unsafe parser = lake_json_parser_create()
    }

    deinit {
        if let parser = unsafe parser { unsafe lake_json_parser_destroy(parser) }
    }

    /// Parses `input` and returns a raw error code and its offset. Zero is success.
    func parse(
        _ input: RawSpan, asLines: Bool, limits: JSONLimits, refusesDuplicateKeys: Bool
    ) -> (code: Int32, offset: Int) {
        guard let parser = unsafe parser else { return (LAKE_JSON_OUT_OF_MEMORY.code, 0) }
        guard input.byteCount <= limits.inputBytesMax else { return (LAKE_JSON_TOO_LARGE.code, 0) }
        var options = lake_json_options(
            depth_max: UInt32(clamping: limits.depthMax),
            line_bytes_max: UInt32(clamping: limits.lineBytesMax),
            refuse_duplicate_keys: refusesDuplicateKeys)
        unsafe input.withUnsafeBytes { bytes in
            let start = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
            if asLines {
                unsafe lake_json_parse_lines(parser, start, bytes.count, &options, &result)
            } else {
                unsafe lake_json_parse_document(parser, start, bytes.count, &options, &result)
            }
        }
        return unsafe (result.error, Int(result.error_offset))
    }

    var tokenCount: Int { unsafe result.token_count }
    var lineCount: Int { unsafe result.line_count }
    var newlineCount: Int { unsafe Int(result.newline_count) }

    var tokens: Span<JSONToken> {
        @_lifetime(borrow self)
        get {
            let start = unsafe UnsafeRawPointer(result.tokens)?
                .assumingMemoryBound(to: JSONToken.self)
            let buffer = unsafe UnsafeBufferPointer(start: start, count: tokenCount)
            return unsafe _overrideLifetime(Span(_unsafeElements: buffer), borrowing: self)
        }
    }

    var lines: Span<JSONLine> {
        @_lifetime(borrow self)
        get {
            let start = unsafe UnsafeRawPointer(result.lines)?
                .assumingMemoryBound(to: JSONLine.self)
            let buffer = unsafe UnsafeBufferPointer(start: start, count: lineCount)
            return unsafe _overrideLifetime(Span(_unsafeElements: buffer), borrowing: self)
        }
    }

    var unescaped: RawSpan {
        @_lifetime(borrow self)
        get {
            let buffer = unsafe UnsafeRawBufferPointer(
                start: result.unescaped, count: result.unescaped_count)
            return unsafe _overrideLifetime(RawSpan(_unsafeBytes: buffer), borrowing: self)
        }
    }
}

extension Int {
    fileprivate var code: Int32 { Int32(truncatingIfNeeded: self) }
}
