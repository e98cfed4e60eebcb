import ArgumentParser

/// A number of bytes as people write it: `4096`, `64KB`, `128MB`, `2GB`, `1MiB`.
struct ByteCountArgument: ExpressibleByArgument, Hashable, Sendable {
    let bytes: Int64

    private static let units: [(suffix: String, bytes: Int64)] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("TiB", 1 << 40),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
        ("", 1),
    ]

    init(_ bytes: Int64) {
        self.bytes = bytes
    }

    init?(argument: String) {
        for unit in Self.units where argument.uppercased().hasSuffix(unit.suffix.uppercased()) {
            guard let count = Int64(argument.dropLast(unit.suffix.count)), count >= 0 else {
                continue
            }
            let (total, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
            guard !overflow else { return nil }
            bytes = total
            return
        }
        return nil
    }

    /// The number with a unit, three digits or so: `1.21 GB`.
    static func text(_ bytes: Int64) -> String {
        var scaled = bytes.magnitude
        var hundredths: UInt64 = 0
        for unit in ["B", "KB", "MB", "GB", "TB"] {
            if scaled < 1000 || unit == "TB" {
                let sign = bytes < 0 ? "-" : ""
                if unit == "B" { return "\(sign)\(scaled) B" }
                let fraction = hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
                return "\(sign)\(scaled).\(fraction) \(unit)"
            }
            hundredths = scaled % 1000 / 10
            scaled /= 1000
        }
        return "\(bytes) B"
    }
}
