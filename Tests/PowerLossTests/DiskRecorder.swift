import Glibc
import HostEnvironment
import Synchronization

/// Records what the system calls of stores do to the disk below one folder, and can let the process
/// die: from a call on, none has an effect any more.
final class DiskRecorder: Sendable {
    private struct State {
        var operations: [DiskOperation] = []
        /// The files by their names.
        var files: [String: Int] = [:]
        var fileCount = 0
        var changes = 0
        var deathAt: Int?
    }

    private static let changing: Set<SystemCall> = [
        .makeFolder, .createFile, .write, .stamp, .syncFile, .link, .rename, .unlink, .syncFolder,
    ]

    private let base: String
    private let state = Mutex(State())

    /// - Parameter base: an absolute path without symbolic links.
    init(base: String) {
        self.base = base
    }

    var operations: [DiskOperation] { state.withLock { $0.operations } }

    /// How many calls that change something were begun since the last `live`.
    var changes: Int { state.withLock { $0.changes } }

    func acknowledge(_ step: Int) {
        state.withLock { $0.operations.append(.acknowledged(step)) }
    }

    /// Begins a new process, which dies at its changing call `deathAt`, before it; or never.
    func live(deathAt: Int? = nil) {
        state.withLock {
            $0.changes = 0
            $0.deathAt = deathAt
        }
    }

    var hook: SystemCallHook {
        { [self] event in state.withLock { see(event, &$0) } }
    }

    private func see(_ event: SystemCallEvent, _ state: inout State) -> Int32? {
        switch event.moment {
        case .before:
            if Self.changing.contains(event.call) { state.changes += 1 }
            return state.deathAt.map { state.changes >= $0 } ?? false ? EIO : nil
        case .after(errno: 0):
            if let operation = operation(event, &state) { state.operations.append(operation) }
            return nil
        case .after: return nil
        }
    }

    private func operation(_ event: SystemCallEvent, _ state: inout State) -> DiskOperation? {
        guard Self.changing.contains(event.call), let place = place(event.descriptor) else {
            return nil
        }
        let name = place.isEmpty ? event.path : place + "/" + event.path
        switch event.call {
        case .makeFolder: return .makeFolder(name)
        case .createFile:
            state.fileCount += 1
            state.files[name] = state.fileCount
            return .create(file: state.fileCount, path: name)
        case .write:
            return state.files[place].map {
                .write(file: $0, content: Self.content(event.descriptor))
            }
        case .syncFile: return state.files[place].map { .syncFile($0) }
        case .link, .rename:
            guard let source = event.source else { return nil }
            let from = place.isEmpty ? source : place + "/" + source
            guard let file = state.files[from] else { return nil }
            let target = place.isEmpty ? Self.last(event.path) : place + "/" + Self.last(event.path)
            state.files[target] = file
            guard event.call == .rename else { return .link(file: file, path: target) }
            state.files[from] = nil
            return .rename(file: file, from: from, to: target)
        case .unlink:
            state.files[name] = nil
            return .unlink(name)
        case .syncFolder: return .syncFolder(place)
        default: return nil
        }
    }

    private static func last(_ path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }

    /// Where an open file or folder lies below the base; nil outside.
    private func place(_ descriptor: Int32) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, Int(PATH_MAX))
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if path == base { return "" }
        return path.hasPrefix(base + "/") ? String(path.dropFirst(base.utf8.count + 1)) : nil
    }

    private static func content(_ descriptor: Int32) -> [UInt8] {
        guard let file = fopen("/proc/self/fd/\(descriptor)", "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes += buffer[0..<count]
        }
        return bytes
    }
}
