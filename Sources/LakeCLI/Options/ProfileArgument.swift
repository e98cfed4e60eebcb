import ArgumentParser
import Parquet

/// The profile in which Parquet files are written.
enum ProfileArgument: String, ExpressibleByArgument, CaseIterable {
    case compatible
    case compact

    var options: WriteOptions {
        switch self {
        case .compatible: WriteOptions(.compatible)
        case .compact: WriteOptions(.compact)
        }
    }
}
