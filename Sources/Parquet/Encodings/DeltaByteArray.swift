// Encodings.md, sections DELTA_LENGTH_BYTE_ARRAY and DELTA_BYTE_ARRAY: lengths apart from bytes,
// and prefixes shared with the value before.

import BinaryIO

/// Reads DELTA_LENGTH_BYTE_ARRAY: all the lengths, then all the bytes.
enum DeltaLengthByteArray {
    /// The values one after the other, each with its length in front.
    static func plain(_ body: Bytes, countMax: Int) throws(BinaryError) -> Bytes {
        var reader = ByteReader(body)
        let lengths = try lengths(&reader, countMax: countMax)
        var writer = ByteWriter(capacity: reader.remaining + lengths.count * 4)
        for length in lengths {
            writer.append(UInt32(length))
            writer.append(try reader.readBytes(length))
        }
        return writer.finish()
    }

    /// Lengths, each checked to be one.
    static func lengths(
        _ reader: inout ByteReader, countMax: Int
    ) throws(BinaryError) -> [Int] {
        let offset = reader.offset
        var lengths: [Int] = []
        for value in try DeltaBinaryPacked.decode(&reader, countMax: countMax) {
            guard let length = UInt32(exactly: value) else {
                throw BinaryError(.malformed, "a length of \(value)", offset: offset)
            }
            lengths.append(Int(length))
        }
        return lengths
    }
}

/// DELTA_BYTE_ARRAY: the lengths of shared prefixes, then the rests.
enum DeltaByteArray {
    /// The values one after the other, each with its length in front unless it is fixed.
    ///
    /// - Parameter bytesMax: how far shared prefixes may expand.
    static func plain(
        _ body: Bytes, countMax: Int, fixedBytes: Int?, bytesMax: Int
    ) throws(BinaryError) -> Bytes {
        var reader = ByteReader(body)
        let prefixes = try DeltaLengthByteArray.lengths(&reader, countMax: countMax)
        let suffixes = try DeltaLengthByteArray.lengths(&reader, countMax: countMax)
        guard prefixes.count == suffixes.count else {
            throw BinaryError(
                .malformed, "\(prefixes.count) prefixes, \(suffixes.count) rests",
                offset: reader.offset)
        }
        var writer = ByteWriter(capacity: body.count)
        var last = 0..<0
        for (prefix, suffix) in zip(prefixes, suffixes) {
            let rest = try reader.readBytes(suffix)
            let length = prefix + suffix
            guard prefix <= last.count, fixedBytes == nil || fixedBytes == length else {
                throw BinaryError(
                    .malformed, "a prefix of \(prefix) bytes of \(last.count)",
                    offset: reader.offset)
            }
            guard writer.count + length + 4 <= bytesMax else {
                throw BinaryError(
                    .limitExceeded, "the values exceed \(bytesMax) bytes", offset: reader.offset)
            }
            if fixedBytes == nil { writer.append(UInt32(length)) }
            let start = writer.count
            writer.append(again: last.lowerBound..<(last.lowerBound + prefix))
            writer.append(rest)
            last = start..<writer.count
        }
        return writer.finish()
    }

    /// Appends the values at `places` of `bytes`.
    static func encode(_ bytes: Bytes, _ places: [Range<Int>], into writer: inout ByteWriter) {
        let span = bytes.span
        var prefixes: [Int64] = []
        var rests: [Range<Int>] = []
        var last = 0..<0
        for place in places {
            let most = min(last.count, place.count)
            var shared = 0
            while shared < most
                && span.byte(at: last.lowerBound + shared)
                    == span.byte(at: place.lowerBound + shared)
            {
                shared += 1
            }
            prefixes.append(Int64(shared))
            rests.append((place.lowerBound + shared)..<place.upperBound)
            last = place
        }
        DeltaBinaryPacked.encode(prefixes, isWide: false, into: &writer)
        DeltaBinaryPacked.encode(rests.map { Int64($0.count) }, isWide: false, into: &writer)
        for rest in rests { writer.append(bytes[rest]) }
    }
}
