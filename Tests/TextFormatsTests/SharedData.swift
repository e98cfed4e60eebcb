// The real data that lies beside the project; tests that use it skip where it is absent.

import BinaryIO
import Compression
import Foundation
import Testing

enum SharedData {
    /// The folder, or nil.
    static let folder: URL? = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/",
            !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        let candidates = ["../shared/data", "../../shared/data"].map {
            folder.appending(path: $0).standardizedFileURL
        }
        return candidates.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    static var isPresent: Bool { folder != nil }

    /// The content of a file, decompressed.
    static func read(_ name: String) throws -> Bytes {
        let url = try #require(folder).appending(path: name)
        let bytes = Bytes([UInt8](try Data(contentsOf: url)))
        let codec = CompressionCodec.ofFile(startingWith: bytes)
        guard codec != .uncompressed else { return bytes }
        var stream = try StreamDecompressor(codec: codec)
        stream.supply(bytes)
        var plain: [UInt8] = []
        while let part = try stream.next() { plain += part.array() }
        return Bytes(plain)
    }
}
