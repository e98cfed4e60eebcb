/// A disk after some operations: what certainly survives a power loss, and what may.
///
/// The model of ALICE (Pillai et al., OSDI 2014): a change of a folder survives when the folder was
/// synchronised behind it, the bytes of a file when the file was; until then each change of a
/// folder is there or not on its own, and the bytes are there, cut, zeros, or not at all.
struct Disk {
    /// A change of one folder. A rename within a folder is one.
    enum Change: Hashable {
        case folder(String)
        case add(String, file: Int)
        case remove(String)
        case move(from: String, to: String, file: Int)

        var folder: String {
            switch self {
            case .folder(let path), .add(let path, _), .remove(let path), .move(_, let path, _):
                Disk.parent(path)
            }
        }
    }

    /// The bytes of a file that were not synchronised.
    enum Loss: CaseIterable { case none, all, half, zeros }

    typealias Files = [String: [UInt8]]

    private var folders: Set<String> = [""]
    private var names: [String: Int] = [:]
    private var contents: [Int: [UInt8]] = [:]
    private var changes: [Change] = []
    private var unsynchronised: [Int: [UInt8]] = [:]
    private(set) var acknowledged = 0

    static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    mutating func apply(_ operation: DiskOperation) {
        switch operation {
        case .makeFolder(let path): changes.append(.folder(path))
        case .create(let file, let path):
            changes.append(.add(path, file: file))
            contents[file] = []
        case .write(let file, let content): unsynchronised[file] = content
        case .syncFile(let file):
            if let content = unsynchronised.removeValue(forKey: file) { contents[file] = content }
        case .link(let file, let path): changes.append(.add(path, file: file))
        case .rename(let file, let from, let to):
            changes.append(.move(from: from, to: to, file: file))
        case .unlink(let path): changes.append(.remove(path))
        case .syncFolder(let folder):
            for change in changes where change.folder == folder {
                Self.apply(change, &names, &folders)
            }
            changes.removeAll { $0.folder == folder }
        case .acknowledged(let step): acknowledged = step
        }
    }

    private static func apply(
        _ change: Change, _ names: inout [String: Int], _ folders: inout Set<String>
    ) {
        switch change {
        case .folder(let path): folders.insert(path)
        case .add(let path, let file): names[path] = file
        case .remove(let path): names[path] = nil
        case .move(let from, let to, let file):
            names[from] = nil
            names[to] = file
        }
    }

    /// How many changes may or may not have survived.
    var pendingCount: Int { changes.count + unsynchronised.count }

    /// How many different choices there are.
    var choiceCount: Int {
        unsynchronised.reduce(1 << min(changes.count, 30)) { count, _ in
            count.multipliedReportingOverflow(by: Loss.allCases.count).partialValue
        }
    }

    /// What the disk holds by one choice, objects under construction left out.
    func files(choice: Int) -> Files {
        var rest = choice
        var names = names
        var folders = folders
        for change in changes {
            if rest & 1 == 1 { Self.apply(change, &names, &folders) }
            rest >>= 1
        }
        var contents = contents
        for (file, content) in unsynchronised.sorted(by: { $0.key < $1.key }) {
            contents[file] = Self.content(
                Loss.allCases[rest % Loss.allCases.count], content, before: contents[file] ?? [])
            rest /= Loss.allCases.count
        }
        var files: Files = [:]
        for (path, file) in names where !path.contains("/.tmp-") && !path.hasPrefix(".tmp-") {
            guard Self.isReachable(path, folders) else { continue }
            files[path] = contents[file] ?? []
        }
        return files
    }

    private static func isReachable(_ path: String, _ folders: Set<String>) -> Bool {
        var folder = parent(path)
        while !folder.isEmpty {
            guard folders.contains(folder) else { return false }
            folder = parent(folder)
        }
        return true
    }

    private static func content(_ loss: Loss, _ new: [UInt8], before: [UInt8]) -> [UInt8] {
        switch loss {
        case .none: new
        case .all: before
        case .half: Array(new.prefix(new.count / 2))
        case .zeros: Array(repeating: 0, count: new.count)
        }
    }
}
