// Gets, heads, listings.

import BinaryIO
import ObjectStorage

extension ObjectStoreContract {
    static let readingClauses: [Clause] = [
        Clause("OS-GET-01", "ranges are cut to the object; empty ones and those past it are empty")
        {
            try await $0.ranges()
        },
        Clause("OS-GET-02", "a missing object is notFound, also where a folder has its name") {
            try await $0.missing()
        },
        Clause("OS-GET-03", "head, get and list agree on size and tag") {
            try await $0.metadataAgrees()
        },
        Clause("OS-GET-04", "an object of some megabytes comes back byte for byte") {
            try await $0.bigObject()
        },
        Clause("OS-GET-05", "an object may be empty") { try await $0.emptyObject() },
        Clause("OS-GET-06", "names with every awkward character are kept apart and come back") {
            try await $0.awkwardNames()
        },
        Clause("OS-GET-07", "several ranges, and several objects, come in the asked order") {
            try await $0.groupedReads()
        },
        Clause("OS-LIST-01", "a listing is in the order of the bytes of the keys, all folders") {
            try await $0.listingIsOrdered()
        },
        Clause("OS-LIST-02", "a prefix is a string, not a folder") { try await $0.prefixes() },
        Clause("OS-LIST-03", "pages of any size give the same listing, from any key on") {
            try await $0.pages()
        },
        Clause("OS-LIST-04", "nothing under a prefix is an empty page, also in an empty store") {
            try await $0.emptyListings()
        },
    ]

    private func ranges() async throws {
        _ = try await put("letters", "abcdefghij")
        let cases: [(Range<Int>, String)] = [
            (0..<10, "abcdefghij"), (2..<5, "cde"), (9..<10, "j"), (0..<0, ""), (4..<4, ""),
            (8..<100, "ij"), (10..<11, ""), (100..<200, ""), (0..<Int.max, "abcdefghij"),
            (Int.max - 1..<Int.max, ""),
        ]
        for (range, expected) in cases {
            let content = try await store.get(path("letters"), range: range)
            try ContractViolation.unlessEqual(
                content.bytes.utf8String(), expected, "range \(range)")
            try ContractViolation.unlessEqual(content.metadata.size, 10, "size")
        }
        try await expect(.invalidRange) { try await store.get(path("letters"), range: -1..<2) }
    }

    private func missing() async throws {
        _ = try await put("folder/file", "x")
        for key in ["nothing", "folder", "folder/nothing", "folder/file/below", "no/such/folder"] {
            try await expect(.notFound) { try await store.get(path(key)) }
            try await expect(.notFound) { try await store.head(path(key)) }
            let content = try await store.getIfPresent(path(key))
            try ContractViolation.unless(content == nil, "'\(key)' is present")
        }
    }

    private func metadataAgrees() async throws {
        let tag = try await put("folder/file", "12345")
        let head = try await store.head(path("folder/file"))
        let content = try await store.get(path("folder/file"), range: 1..<2)
        let listed = try await store.listAll(prefix: "folder/")
        try ContractViolation.unlessEqual(head.etag, tag, "tag of head")
        try ContractViolation.unlessEqual(head.size, 5, "size")
        try ContractViolation.unlessEqual(content.metadata, head, "metadata of get")
        try ContractViolation.unlessEqual(listed, [head], "metadata of list")
    }

    private func bigObject() async throws {
        var content: [UInt8] = [1, 2, 3, 5, 7]
        while content.count < 5 << 20 { content += content }
        for offset in stride(from: 0, to: content.count, by: 4096) {
            content[offset] = UInt8(truncatingIfNeeded: offset >> 12)
        }
        let count = content.count
        let bytes = Bytes(content)
        _ = try await store.put(path("big"), bytes, mode: .create)
        let whole = try await store.get(path("big"))
        try ContractViolation.unless(whole.bytes == bytes, "the content differs")
        let part = try await store.get(path("big"), range: count - 70_000..<count)
        try ContractViolation.unless(
            part.bytes == bytes[count - 70_000..<count], "the content of a range differs")
    }

    private func emptyObject() async throws {
        _ = try await put("empty", "", .create)
        let content = try await store.get(path("empty"))
        try ContractViolation.unlessEqual(content.bytes.count, 0, "bytes")
        try ContractViolation.unlessEqual(content.metadata.size, 0, "size")
    }

    private func awkwardNames() async throws {
        let names = AwkwardNames.all
        for name in names { _ = try await put("names/\(name)", "content of \(name)", .create) }
        for name in names { _ = try await put("folders/\(name)/file", "below \(name)", .create) }
        for name in names {
            try ContractViolation.unlessEqual(
                try await text("names/\(name)"), "content of \(name)", "content of '\(name)'")
            try ContractViolation.unlessEqual(
                try await text("folders/\(name)/file"), "below \(name)", "content of '\(name)'")
        }
        let listed = try await store.listAll(prefix: "names/").map(\.path)
        let expected = try names.map { try path("names/\($0)") }.sorted()
        try ContractViolation.unlessEqual(listed, expected, "listing")
        for name in names { try await store.delete(path("names/\(name)")) }
        try ContractViolation.unlessEqual(try await keys(prefix: "names/"), [], "keys")
    }

    private func groupedReads() async throws {
        _ = try await put("letters", "abcdefghij")
        let tag = try await put("digits", "0123456789")
        let parts = try await store.get(path("digits"), ranges: [8..<20, 0..<1, 3..<3, 2..<5])
        try ContractViolation.unlessEqual(
            parts.parts.map { $0.utf8String() }, ["89", "0", "", "234"], "ranges")
        try ContractViolation.unlessEqual(parts.metadata.etag, tag, "tag")
        let none = try await store.get(path("digits"), ranges: [])
        try ContractViolation.unlessEqual(none.parts, [], "no ranges")
        try await expect(.notFound) { try await store.get(path("none"), ranges: []) }

        let both = try await store.get([path("letters"), path("digits"), path("letters")])
        try ContractViolation.unlessEqual(
            both.map { $0.bytes.utf8String() }, ["abcdefghij", "0123456789", "abcdefghij"],
            "objects")
        try await expect(.notFound) { try await store.get([path("letters"), path("none")]) }
        let nothing = try await store.get([])
        try ContractViolation.unless(nothing.isEmpty, "reading nothing gives something")
    }

    private static let tree = [
        "_delta_log/00.json", "_delta_log/01.json", "_delta_log/_last_checkpoint", "a",
        "a-b/x", "a/1/2", "a0", "b/c/d/e", "b/c/d/f", "b/c=1/x", "b/c/z", "data.parquet", "é/x",
        "z", "🦆",
    ]

    /// In a folder tree `a` cannot be a file and a folder, so the file goes.
    private func plantTree() async throws -> [ObjectPath] {
        let keys = Self.tree.filter { $0 != "a" }
        for key in keys.reversed() { _ = try await put(key, key) }
        return try keys.map { try path($0) }.sorted()
    }

    private func listingIsOrdered() async throws {
        let expected = try await plantTree()
        let listed = try await store.listAll(prefix: "").map(\.path)
        try ContractViolation.unlessEqual(listed, expected, "listing")
        let folders = expected.map(\.key).filter { $0.hasPrefix("a") }
        try ContractViolation.unlessEqual(folders, ["a-b/x", "a/1/2", "a0"], "byte order")
    }

    private func prefixes() async throws {
        let all = try await plantTree()
        for prefix in [
            "a", "a/", "b/c", "b/c/", "b/c/d/", "_delta_log/0", "_delta_log/00.json", "é",
        ] {
            let listed = try await store.listAll(prefix: prefix).map(\.path)
            let expected = all.filter { $0.key.utf8.starts(with: prefix.utf8) }
            try ContractViolation.unlessEqual(listed, expected, "prefix '\(prefix)'")
            try ContractViolation.unless(!listed.isEmpty, "prefix '\(prefix)' finds nothing")
        }
    }

    private func pages() async throws {
        let all = try await plantTree()
        let starts =
            try [nil] + all.map(Optional.some)
            + ["a", "a/1", "b/c/d", "b/d", "_delta_log/0"].map { try path($0) }
        for limit in [1, 2, 3, 7, 100] {
            for start in starts {
                let listed = try await collect(prefix: "", from: start, limit: limit)
                let expected = all.filter { path in start.map { $0 < path } ?? true }
                try ContractViolation.unlessEqual(
                    listed, expected, "pages of \(limit) after '\(start?.key ?? "")'")
            }
            let start = try path("_delta_log/00.json")
            let listed = try await collect(prefix: "_delta_log/", from: start, limit: limit)
            try ContractViolation.unlessEqual(
                listed.map(\.key), ["_delta_log/01.json", "_delta_log/_last_checkpoint"], "log")
        }
    }

    private func collect(
        prefix: String, from start: ObjectPath?, limit: Int
    ) async throws -> [ObjectPath] {
        var paths: [ObjectPath] = []
        var position = start
        while true {
            let page = try await store.list(prefix: prefix, startAfter: position, limit: limit)
            try ContractViolation.unless(page.objects.count <= limit, "a page over its limit")
            paths += page.objects.map(\.path)
            guard let next = page.continuation else { return paths }
            try ContractViolation.unless(
                position.map { $0 < next } ?? true, "a page that stands still")
            position = next
        }
    }

    private func emptyListings() async throws {
        try ContractViolation.unlessEqual(try await keys(prefix: ""), [], "keys")
        try ContractViolation.unlessEqual(try await keys(prefix: "_delta_log/"), [], "keys")
        _ = try await put("a/b", "x")
        try ContractViolation.unlessEqual(try await keys(prefix: "a/c"), [], "keys")
        try ContractViolation.unlessEqual(try await keys(prefix: "../"), [], "keys")
        try ContractViolation.unlessEqual(try await keys(prefix: "a/b/"), [], "keys")
    }
}
