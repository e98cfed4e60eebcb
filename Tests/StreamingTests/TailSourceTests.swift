import Columnar
import Foundation
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Streaming
import Synchronization
import Testing

@Suite struct TailSourceTests {
    private final class World: Sendable {
        let folder: TemporaryFolder
        let environment: HostEnvironment
        let notices = Mutex<[String]>([])

        /// - Parameter skew: how much later than the files it is.
        init(skew: Duration = .seconds(3600)) throws {
            folder = try TemporaryFolder()
            environment = HostEnvironment.system(parallelism: 2).skewed(by: skew)
        }

        var path: String { folder.path + "/app.log" }

        func append(_ text: String) throws {
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(atPath: path, contents: nil)
            }
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        }

        func rotate(to name: String = "app.log.1") throws {
            try FileManager.default.moveItem(atPath: path, toPath: folder.path + "/" + name)
        }

        func source(failsOnDataLoss: Bool = true) throws -> TailSource {
            TailSource(
                file: try FollowedFile(path: path, environment: environment),
                schema: Schema([Field("id", .int64)]), failsOnDataLoss: failsOnDataLoss,
                environment: environment,
                onNotice: { [self] text in notices.withLock { $0.append(text) } })
        }

        /// Reads on from `offset`: the ids, and where the batch ends.
        func step(
            _ source: TailSource, from offset: SourceOffset?,
            limit: ReadLimit = .unlimited
        ) async throws -> (ids: [Int64?], end: SourceOffset?) {
            let end = try await source.latestOffset(after: offset, limit: limit)
            guard let end, end != offset else { return ([], offset) }
            return (try await ids(source, after: offset, through: end), end)
        }

        func ids(
            _ source: TailSource, after start: SourceOffset?, through end: SourceOffset
        ) async throws -> [Int64?] {
            let reader = try await source.batch(after: start, through: end)
            var ids: [Int64?] = []
            while let chunk = try await reader.next() {
                let rows = try chunk.decode()
                ids += (0..<rows.batch.count).map { row in
                    if case .int64(let id) = rows.batch.columns[0].scalar(at: row) {
                        id
                    } else {
                        nil
                    }
                }
                ids += rows.badRows.map { _ in nil }
            }
            return ids
        }
    }

    @Test("ST-TAI-01: only whole lines are read, each once")
    func wholeLines() async throws {
        let world = try World()
        let source = try world.source()
        var (ids, end) = try await world.step(source, from: nil)
        #expect(ids == [] && end == nil)
        try world.append("{\"id\":1}\n{\"id\":2}\n{\"id\"")
        (ids, end) = try await world.step(source, from: end)
        #expect(ids == [1, 2])
        (ids, end) = try await world.step(source, from: end)
        #expect(ids == [])
        try world.append(":3}\n")
        (ids, end) = try await world.step(source, from: end)
        #expect(ids == [3])
        // Another run of the same batches gives the same rows.
        let again = try world.source()
        #expect(try await world.ids(again, after: nil, through: #require(end)) == [1, 2, 3])
    }

    @Test("a batch keeps to its bytes, and has a whole line at least")
    func limits() async throws {
        let world = try World()
        let source = try world.source()
        try world.append((0..<10).map { "{\"id\":\($0)}\n" }.joined())
        let limit = ReadLimit(filesMax: nil, bytesMax: 20)
        var (ids, end) = try await world.step(source, from: nil, limit: limit)
        #expect(ids == [0, 1])
        (ids, end) = try await world.step(
            source, from: end, limit: ReadLimit(filesMax: nil, bytesMax: 1))
        #expect(ids.first == 2)
    }

    @Test("ST-TAI-02: a rotated file is read to its end, its last line too, before the new one")
    func rotation() async throws {
        let world = try World()
        let source = try world.source()
        try world.append("{\"id\":1}\n")
        var (ids, end) = try await world.step(source, from: nil)
        try world.append("{\"id\":2}\n{\"id\":3}")
        try world.rotate()
        try world.append("{\"id\":4}\n")
        let beforeRotated = end
        (ids, end) = try await world.step(source, from: end)
        #expect(ids == [2, 3])
        let afterRotated = try #require(end)
        (ids, end) = try await world.step(source, from: end)
        #expect(ids == [4])
        let fresh = try world.source()
        #expect(
            try await world.ids(fresh, after: beforeRotated, through: afterRotated) == [2, 3])
        #expect(
            try await world.ids(fresh, after: afterRotated, through: #require(end)) == [4])
    }

    @Test("ST-TAI-02: a rotated file that its writer may still hold open is waited for")
    func freshRotation() async throws {
        let world = try World(skew: .seconds(-3600))
        let source = try world.source()
        try world.append("{\"id\":1}\n")
        let (_, end) = try await world.step(source, from: nil)
        let file = try #require(FileHandle(forWritingAtPath: world.path))
        try FileManager.default.moveItem(atPath: world.path, toPath: world.path + ".1")
        try world.append("{\"id\":9}\n")
        let (ids, same) = try await world.step(source, from: end)
        #expect(ids == [] && same == end)
        try file.seekToEnd()
        try file.write(contentsOf: Data("{\"id\":2}\n".utf8))
        let (late, _) = try await world.step(source, from: same)
        #expect(late == [2])
    }

    @Test("ST-TAI-03: a file that is gone before its end was seen stops the stream, or is told")
    func lostRotation() async throws {
        let world = try World()
        let source = try world.source()
        try world.append("{\"id\":1}\n")
        let (_, end) = try await world.step(source, from: nil)
        // The new file exists first, so that it cannot get the old one's inode.
        try Data("{\"id\":5}\n".utf8).write(to: URL(fileURLWithPath: world.path + ".new"))
        try FileManager.default.removeItem(atPath: world.path)
        try FileManager.default.moveItem(atPath: world.path + ".new", toPath: world.path)
        let error = await #expect(throws: StreamingError.self) {
            try await world.step(source, from: end)
        }
        #expect(error?.code == .sourceChanged)
        let lenient = try world.source(failsOnDataLoss: false)
        #expect(try await world.step(lenient, from: end).ids == [5])
        #expect(world.notices.withLock { $0.count } == 1)
    }

    @Test("ST-TAI-04: a file that was emptied stops the stream, or is read from its beginning")
    func truncation() async throws {
        let world = try World()
        let source = try world.source()
        try world.append("{\"id\":1}\n{\"id\":2}\n")
        let (_, end) = try await world.step(source, from: nil)
        let file = try #require(FileHandle(forWritingAtPath: world.path))
        try file.truncate(atOffset: 0)
        try world.append("{\"id\":3}\n")
        let error = await #expect(throws: StreamingError.self) {
            try await world.step(source, from: end)
        }
        #expect(error?.code == .sourceChanged)
        let lenient = try world.source(failsOnDataLoss: false)
        let (ids, next) = try await world.step(lenient, from: end)
        #expect(ids == [3])
        try world.append("{\"id\":4}\n")
        #expect(try await world.step(lenient, from: next).ids == [4])
    }

    @Test("ST-TAI-04: a file that was emptied and has grown beyond the offset is recognised")
    func regrown() async throws {
        let world = try World()
        let source = try world.source()
        try world.append("{\"id\":1}\n")
        let (_, end) = try await world.step(source, from: nil)
        let file = try #require(FileHandle(forWritingAtPath: world.path))
        try file.truncate(atOffset: 0)
        try world.append("{\"id\":7}\n{\"id\":8}\n{\"id\":9}\n")
        await #expect(throws: StreamingError.self) { try await world.step(source, from: end) }
        let lenient = try world.source(failsOnDataLoss: false)
        #expect(try await world.step(lenient, from: end).ids == [7, 8, 9])
    }

    @Test("available-now reads a followed file up to what it had at the start")
    func pinned() async throws {
        let world = try World()
        let source = try world.source()
        try world.append("{\"id\":1}\n")
        try await source.pinEnd()
        try world.append("{\"id\":2}\n")
        let (ids, end) = try await world.step(source, from: nil)
        #expect(ids == [1])
        #expect(try await world.step(source, from: end).ids == [])
    }
}
