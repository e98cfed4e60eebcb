// The dictionary of a variant: the names of the fields of its objects (parquet-format,
// VariantEncoding.md, *Metadata encoding*).

import BinaryIO

/// The names of fields, by their ids.
struct VariantMetadata: Sendable {
    private static let version: UInt8 = 1

    private let bytes: [UInt8]
    let names: [String]

    /// - Throws: `corruptVariant`.
    init(_ span: RawSpan) throws(DeltaProtocolError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(span.byteCount)
        for index in 0..<span.byteCount { bytes.append(span.byte(at: index)) }
        guard let header = bytes.first else { throw Self.corrupt("has no metadata") }
        guard header & 0x0F == Self.version else {
            throw Self.corrupt("has metadata of version \(header & 0x0F)")
        }
        let width = Int(header >> 6) + 1
        guard let count = span.unsigned(at: 1, width: width) else {
            throw Self.corrupt("has metadata that end early")
        }
        let start = 1 + width * (count + 2)
        var names: [String] = []
        for id in 0..<min(count, bytes.count) {
            let place = 1 + width * (id + 1)
            guard let lower = span.unsigned(at: place, width: width),
                let upper = span.unsigned(at: place + width, width: width),
                lower <= upper, start + upper <= bytes.count,
                let name = String(
                    validating: bytes[(start + lower)..<(start + upper)], as: UTF8.self)
            else { throw Self.corrupt("has a damaged name") }
            names.append(name)
        }
        guard names.count == count else { throw Self.corrupt("has metadata that end early") }
        self.bytes = bytes
        self.names = names
    }

    /// Whether it was made from these bytes.
    func isMade(from span: RawSpan) -> Bool {
        guard span.byteCount == bytes.count else { return false }
        for index in bytes.indices where bytes[index] != span.byte(at: index) { return false }
        return true
    }

    static func corrupt(_ problem: String) -> DeltaProtocolError {
        DeltaProtocolError(.corruptVariant, "a variant \(problem)")
    }
}

extension RawSpan {
    /// An unsigned number of at most four bytes in little-endian order; nil beyond the end.
    func unsigned(at offset: Int, width: Int) -> Int? {
        guard offset >= 0, width <= byteCount, offset <= byteCount - width else { return nil }
        var value = 0
        for index in 0..<width { value |= Int(byte(at: offset + index)) << (8 * index) }
        return value
    }
}
