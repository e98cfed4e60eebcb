// The seeds that have failed once. Their file lies beside the sources: people add lines to it.

/// Reads `failed-seeds.txt`.
public enum FailedSeeds {
    /// The numbers that the lines begin with.
    public static func parse(_ text: String) -> [UInt64] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            line.split(separator: " ").first.flatMap { UInt64($0) }
        }
    }
}
