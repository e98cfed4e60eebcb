// A file that another program appends to. Only whole lines are taken. A file that was renamed is
// read to its end before the one that took its name; a file that was emptied, or that is gone
// before its end was seen, may have lost rows and stops the stream unless the user accepts that
// (spec/streaming.md ST-TAI-01…04).

package import Columnar
package import HostEnvironment
package import ObjectStorage

/// Follows one file through its rotations.
package actor TailSource: StreamSource {
    package nonisolated let description: String
    package nonisolated let schema: Schema

    private let file: FollowedFile
    private let environment: HostEnvironment
    private let decoders: DecoderPool
    private let failsOnDataLoss: Bool
    private let onNotice: @Sendable (String) async -> Void
    /// What there was when the end was fixed.
    private var pinned: FollowedFile.State?
    private var isPinned = false
    private var newest: FollowedFile.State?

    /// - Parameters:
    ///   - failsOnDataLoss: whether possibly lost rows are an error or a notice.
    package init(
        file: FollowedFile, schema: Schema, failsOnDataLoss: Bool,
        environment: HostEnvironment,
        onNotice: @escaping @Sendable (String) async -> Void = { _ in }
    ) {
        self.file = file
        self.environment = environment
        self.failsOnDataLoss = failsOnDataLoss
        self.onNotice = onNotice
        self.schema = schema
        decoders = FileDecoding(format: .ndjson, schema: schema).decoders
        description = "TailSource[\(file.folder)/\(file.name)]"
    }

    package func start(after offset: SourceOffset?) async throws {
        if let offset { _ = try TailOffset(offset) }
    }

    package func pinEnd() async throws {
        pinned = try await file.state()
        isPinned = true
    }

    package func latestOffset(
        after start: SourceOffset?, limit: ReadLimit
    ) async throws -> SourceOffset? {
        let current = try await file.state()
        newest = current
        guard let start else {
            guard let current else { return nil }
            return try await advance(TailOffset(beginning: current), in: current, limit, start)
        }
        let position = try TailOffset(start)
        if let current, position.isIn(current) {
            return try await follow(position, in: current, limit, start)
        }
        return try await finishRotated(position, current: current, limit, start)
    }

    // MARK: The file at the path

    private func follow(
        _ position: TailOffset, in current: FollowedFile.State, _ limit: ReadLimit,
        _ start: SourceOffset
    ) async throws -> SourceOffset? {
        let isIntact = try await TailReader.isIntact(position, in: current, file)
        if current.size >= position.byte, isIntact {
            return try await advance(position, in: current, limit, start)
        }
        try await dataLoss(
            "the file was emptied or replaced: \(position.byte) bytes of it were read, now it has "
                + "\(current.size) and \(isIntact ? "the same" : "another") beginning")
        let again = TailOffset(beginning: current, generation: position.generation + 1)
        return try await advance(again, in: current, limit, start)
    }

    /// The position behind the last whole line, or `start` where there is none.
    private func advance(
        _ position: TailOffset, in state: FollowedFile.State, _ limit: ReadLimit,
        _ start: SourceOffset?, isFinal: Bool = false
    ) async throws -> SourceOffset? {
        var end = state.size
        if isPinned {
            guard let pinned else { return start }
            if position.isIn(pinned) {
                end = min(end, pinned.size)
            } else if state.name == file.name {
                // Another file than the one there was: it came later.
                return start
            }
        }
        let next = try await TailReader.advance(
            position, in: state, file, to: end, bytesMax: limit.bytesMax, isFinal: isFinal)
        return next.byte > position.byte ? next.offset : start
    }

    // MARK: A file that has lost its name

    private func finishRotated(
        _ position: TailOffset, current: FollowedFile.State?, _ limit: ReadLimit,
        _ start: SourceOffset
    ) async throws -> SourceOffset? {
        let old = try await file.find(device: position.device, inode: position.inode)
        guard let old, try await TailReader.isIntact(position, in: old, file) else {
            // Without a file at the path either, the writer is between two steps of a rotation.
            guard let current else { return start }
            try await dataLoss(
                "the file was rotated, and the old one (inode \(position.inode), read up to byte "
                    + "\(position.byte)) is not in the folder any more")
            return try await advance(TailOffset(beginning: current), in: current, limit, start)
        }
        // Its writer may hold it open for a while after the rename.
        let age = old.lastModified.duration(to: environment.now)
        let isFinal = age >= StreamingLimits.rotationGrace
        if old.size > position.byte {
            return try await advance(position, in: old, limit, start, isFinal: isFinal)
        }
        guard isFinal, let current else { return start }
        return try await advance(TailOffset(beginning: current), in: current, limit, start)
    }

    private func dataLoss(_ what: String) async throws {
        let place = "\(file.folder)/\(file.name)"
        guard failsOnDataLoss else {
            await onNotice("\(place): \(what); rows may be lost, going on with what is there")
            return
        }
        throw StreamingError(
            .sourceChanged,
            "\(what); rows may be lost. To go on with what is there, set failOnDataLoss=false",
            path: place)
    }

    // MARK: Reading

    package func batch(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> any SourceReader {
        let last = try TailOffset(end)
        var first = last
        first.byte = 0
        first.line = 0
        if let start {
            let position = try TailOffset(start)
            if position.isSameFile(as: last) { first = position }
        }
        let state = try await file.find(device: last.device, inode: last.inode)
        guard let state, state.size >= last.byte,
            try await TailReader.isIntact(last, in: state, file)
        else {
            throw StreamingError(
                .sourceMissing,
                "bytes \(first.byte) to \(last.byte) of the file with inode \(last.inode) belong "
                    + "to a batch that must be read again, and they are gone",
                path: "\(file.folder)/\(file.name)")
        }
        return TailReader(
            file: file, state: state, from: first, to: last, decoders: decoders)
    }

    package func lag(behind offset: SourceOffset?) async -> SourceLag {
        guard let newest else { return SourceLag() }
        guard let offset, let position = try? TailOffset(offset), position.isIn(newest) else {
            return SourceLag(bytes: Int64(newest.size))
        }
        return SourceLag(bytes: Int64(max(0, newest.size - position.byte)))
    }
}
