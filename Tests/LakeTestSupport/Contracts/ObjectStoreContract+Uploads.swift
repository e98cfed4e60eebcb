// Objects that come in pieces.

import BinaryIO
import ObjectStorage

extension ObjectStoreContract {
    static let uploadClauses: [Clause] = [
        Clause("OS-UP-01", "an upload is invisible until it is finished, then whole") {
            try await $0.uploadPublishesAtOnce()
        },
        Clause("OS-UP-02", "an aborted or forgotten upload leaves nothing") {
            try await $0.abortLeavesNothing()
        },
        Clause("OS-UP-03", "an upload is over once finished or aborted") {
            try await $0.uploadEnds()
        },
        Clause("OS-UP-04", "the condition of an upload is checked when it is finished") {
            try await $0.uploadConditions()
        },
    ]

    private func uploadPublishesAtOnce() async throws {
        let pieces = (0..<400).map { Bytes([UInt8](repeating: UInt8($0 % 256), count: 10_000)) }
        let upload = try await store.upload(path("part=1/data"), mode: .create)
        for piece in pieces { try await upload.write(piece) }
        try ContractViolation.unlessEqual(try await keys(prefix: ""), [], "keys before the end")
        try await expect(.notFound) { try await store.head(path("part=1/data")) }
        let result = try await upload.finish()
        let content = try await store.get(path("part=1/data"))
        try ContractViolation.unlessEqual(content.metadata.etag, result.etag, "tag")
        try ContractViolation.unlessEqual(content.metadata.size, 4_000_000, "size")
        for (index, piece) in pieces.enumerated() {
            try ContractViolation.unless(
                content.bytes.slice(index * 10_000, 10_000) == piece, "piece \(index) differs")
        }
        let empty = try await store.upload(path("empty"), mode: .create)
        _ = try await empty.finish()
        try ContractViolation.unlessEqual(try await text("empty"), "", "content")
    }

    private func abortLeavesNothing() async throws {
        let upload = try await store.upload(path("aborted"), mode: .create)
        try await upload.write(Bytes(utf8: String(repeating: "x", count: 3_000_000)))
        await upload.abort()
        await upload.abort()
        do {
            let forgotten = try await store.upload(path("forgotten"), mode: .overwrite)
            try await forgotten.write(Bytes(utf8: "x"))
        }
        try ContractViolation.unlessEqual(try await keys(prefix: ""), [], "keys")
    }

    private func uploadEnds() async throws {
        let finished = try await store.upload(path("finished"), mode: .create)
        try await finished.write(Bytes(utf8: "x"))
        _ = try await finished.finish()
        try await expect(.notSupported) { try await finished.write(Bytes(utf8: "y")) }
        try await expect(.notSupported) { try await finished.finish() }
        await finished.abort()
        try ContractViolation.unlessEqual(try await text("finished"), "x", "content")
        let aborted = try await store.upload(path("aborted"), mode: .create)
        await aborted.abort()
        try await expect(.notSupported) { try await aborted.finish() }
    }

    private func uploadConditions() async throws {
        let late = try await store.upload(path("taken"), mode: .create)
        try await late.write(Bytes(utf8: "late"))
        let tag = try await put("taken", "early", .create)
        try await expect(.alreadyExists) { try await late.finish() }
        try ContractViolation.unlessEqual(try await text("taken"), "early", "content")

        let update = try await store.upload(path("taken"), mode: .update(tag))
        try await update.write(Bytes(utf8: "updated"))
        let second = try await update.finish().etag
        let stale = try await store.upload(path("taken"), mode: .update(tag))
        try await stale.write(Bytes(utf8: "stale"))
        try await expect(.preconditionFailed) { try await stale.finish() }
        let overwrite = try await store.upload(path("taken"), mode: .overwrite)
        try await overwrite.write(Bytes(utf8: "overwritten"))
        let third = try await overwrite.finish().etag
        try ContractViolation.unless(second != third, "two states with one tag")
        try ContractViolation.unlessEqual(try await text("taken"), "overwritten", "content")
        try ContractViolation.unlessEqual(try await keys(prefix: ""), ["taken"], "keys")
    }
}
