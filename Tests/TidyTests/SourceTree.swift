// The tracked files of the repository, read once.

import Foundation

struct SourceTree {
    struct File {
        let path: String
        let lines: [Substring]

        var name: String { String(path.split(separator: "/").last ?? "") }
        var isSwift: Bool { path.hasSuffix(".swift") }
        var isSource: Bool { path.hasPrefix("Sources/") }
    }

    let root: URL
    let files: [File]

    static let shared = SourceTree()

    /// Folders that are never part of the project.
    private static let ignored: Set<String> = [".git", ".build", ".index-build", "__pycache__"]

    init() {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/",
            !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        root = folder
        var found: [File] = []
        Self.collect(folder, "", &found)
        files = found.sorted { $0.path < $1.path }
    }

    private static func collect(_ folder: URL, _ prefix: String, _ files: inout [File]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names {
            if ignored.contains(name) || name.hasPrefix(".build-") || name.hasPrefix(".venv") {
                continue
            }
            let url = folder.appending(path: name)
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            if isFolder.boolValue {
                collect(url, prefix + name + "/", &files)
            } else if let text = try? String(contentsOf: url, encoding: .utf8) {
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                files.append(File(path: prefix + name, lines: lines))
            } else {
                files.append(File(path: prefix + name, lines: []))
            }
        }
    }

    var swiftSources: [File] { files.filter { $0.isSwift && $0.isSource } }
    var swiftFiles: [File] {
        files.filter { $0.isSwift && ($0.isSource || $0.path.hasPrefix("Tests/")) }
    }
    var markdown: [File] { files.filter { $0.path.hasSuffix(".md") } }
}
