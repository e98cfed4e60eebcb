/// SHA-256 (FIPS 180-4), for names that say what a text says; not for large inputs.
enum SHA256 {
    private static let constants: [UInt32] = {
        // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
        var primes: [Int] = []
        var candidate = 2
        while primes.count < 64 {
            if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { root(of: $0, cube: true) }
    }()

    private static let start: [UInt32] = [2, 3, 5, 7, 11, 13, 17, 19].map {
        root(of: $0, cube: false)
    }

    /// 32 bits behind the point of the cube or square root of a prime, in whole numbers.
    private static func root(of prime: Int, cube: Bool) -> UInt32 {
        var low: UInt64 = 0
        var high: UInt64 = 1 << 40
        let target = Int128(prime) << (cube ? 96 : 64)
        while low + 1 < high {
            let middle = (low + high) / 2
            let square = Int128(middle) * Int128(middle)
            let (power, overflow) =
                cube ? square.multipliedReportingOverflow(by: Int128(middle)) : (square, false)
            if overflow || power > target { high = middle } else { low = middle }
        }
        return UInt32(truncatingIfNeeded: low)
    }

    /// The digest as 64 hexadecimal digits.
    static func hexadecimal(_ message: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = digest(message).flatMap { word in
            (0..<8).map { digits[Int(word >> UInt32(28 - 4 * $0) & 15)] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digest(_ message: [UInt8]) -> [UInt32] {
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) * 8
        for shift in stride(from: 56, through: 0, by: -8) {
            padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        var state = start
        for block in stride(from: 0, to: padded.count, by: 64) {
            compress(&state, padded[block..<(block + 64)])
        }
        return state
    }

    private static func compress(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
        func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 {
            value >> count | value << (32 - count)
        }
        var words = [UInt32](repeating: 0, count: 64)
        for (index, byte) in block.enumerated() {
            words[index / 4] |= UInt32(byte) << UInt32(24 - index % 4 * 8)
        }
        for index in 16..<64 {
            let (a, b) = (words[index - 15], words[index - 2])
            let first = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
            let second = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
            words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
        }
        var s = state
        for index in 0..<64 {
            let first = rotated(s[4], 6) ^ rotated(s[4], 11) ^ rotated(s[4], 25)
            let choice = s[4] & s[5] ^ ~s[4] & s[6]
            let sum = s[7] &+ first &+ choice &+ constants[index] &+ words[index]
            let second = rotated(s[0], 2) ^ rotated(s[0], 13) ^ rotated(s[0], 22)
            let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
            s = [sum &+ second &+ majority, s[0], s[1], s[2], s[3] &+ sum, s[4], s[5], s[6]]
        }
        for index in 0..<8 { state[index] &+= s[index] }
    }
}
