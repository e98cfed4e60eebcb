import ArgumentParser
import DeltaTable

/// How deep a check looks, such as `footers`.
struct DepthArgument: ExpressibleByArgument, Sendable {
    let depth: CheckDepth

    init(depth: CheckDepth) {
        self.depth = depth
    }

    init?(argument: String) {
        guard let depth = CheckDepth(rawValue: argument) else { return nil }
        self.depth = depth
    }

    var defaultValueDescription: String { depth.rawValue }

    static var allValueStrings: [String] { CheckDepth.allCases.map(\.rawValue) }
}
