import ArgumentParser

/// Names with commas between them.
struct NamesArgument: ExpressibleByArgument, Sendable {
    let names: [String]

    init?(argument: String) {
        names = argument.split(separator: ",", omittingEmptySubsequences: false).map { name in
            let start = name.drop { $0 == " " }
            return String(start.reversed().drop { $0 == " " }.reversed())
        }
        if names.contains("") { return nil }
    }
}
