extension BinaryViews {
    /// A hash of the bytes of row `index`, the same in every process; not for keys that an
    /// adversary chooses to collide.
    public func hash(at index: Int) -> UInt64 {
        let bytes = bytes(at: index)
        var hash = UInt64(truncatingIfNeeded: bytes.byteCount) &* 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset < bytes.byteCount {
            let low = UInt64(bytes.loadWord(at: offset))
            let high = UInt64(offset + 4 < bytes.byteCount ? bytes.loadWord(at: offset + 4) : 0)
            hash = (hash ^ (high &<< 32 | low)) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash &>> 32
            offset += 8
        }
        return hash
    }
}
