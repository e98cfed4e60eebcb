// Nearly every path that an engine writes is of letters, digits and single slashes. Looking once
// over its bytes says so, and what has to be asked of the others need not be asked of it.

extension String {
    /// Whether this is a path of which every segment is a name that begins with no point, has at
    /// most `segmentBytesMax` bytes, and has neither a control character nor a backslash.
    ///
    /// - Parameter asciiOnly: whether bytes beyond ASCII make a path not plain.
    /// - Complexity: linear; stops at the first byte that is not plain.
    public func isPlainPath(segmentBytesMax: Int, asciiOnly: Bool) -> Bool {
        let bytes = utf8.span
        let byteMax: UInt8 = asciiOnly ? 0x7F : 0xFF
        var segmentCount = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "/") {
                guard segmentCount > 0 else { return false }
                segmentCount = 0
                continue
            }
            guard byte >= 0x20, byte <= byteMax, byte != 0x7F, byte != UInt8(ascii: "\\"),
                segmentCount > 0 || byte != UInt8(ascii: "."), segmentCount < segmentBytesMax
            else { return false }
            segmentCount += 1
        }
        return segmentCount > 0
    }
}
