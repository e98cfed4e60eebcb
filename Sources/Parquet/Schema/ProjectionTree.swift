// Which columns a reader wants, as a tree of names.

/// The columns to read.
public enum Projection: Hashable, Sendable {
    /// All of them.
    case all
    /// These top-level columns, in this order.
    case columns([String])
    /// Everything below these paths; top-level columns in the order of their first mention,
    /// fields of structures in file order. Lists and maps are read whole.
    case paths([[String]])
}

/// What is wanted below one node.
struct ProjectionTree {
    /// Nil: everything.
    private var children: [String: ProjectionTree]?

    static let everything = ProjectionTree(children: nil)

    private init(children: [String: ProjectionTree]?) {
        self.children = children
    }

    init(paths: [ArraySlice<String>]) {
        // The usual depth: fields of one structure, each with all that is below it.
        if paths.allSatisfy({ $0.count == 1 }) {
            children = Dictionary(
                paths.map { ($0[$0.startIndex], .everything) }, uniquingKeysWith: { $1 })
            return
        }
        var tree: [String: [ArraySlice<String>]] = [:]
        for path in paths {
            guard let name = path.first else {
                children = nil
                return
            }
            tree[name, default: []].append(path.dropFirst())
        }
        children = tree.mapValues { ProjectionTree(paths: $0) }
    }

    /// What is wanted below the child of this name; nil where it is not wanted at all.
    func child(_ name: String) -> ProjectionTree? {
        guard let children else { return .everything }
        return children[name]
    }

    /// What is wanted of elements, keys and values, which have no name of their own.
    var unnamed: ProjectionTree { .everything }
}
