// Puts, conditions, deletes.

import BinaryIO
import ObjectStorage

extension ObjectStoreContract {
    static let writingClauses: [Clause] = [
        Clause("OS-PUT-01", "of 12 concurrent creators exactly one wins, with its content") {
            try await $0.createHasOneWinner()
        },
        Clause("OS-PUT-02", "50 conditional updates by 5 workers lose no update") {
            try await $0.conditionalUpdatesCount()
        },
        Clause("OS-PUT-03", "an update of another state, or of nothing, changes nothing") {
            try await $0.staleUpdateFails()
        },
        Clause("OS-PUT-04", "every state of an object has a tag of its own") {
            try await $0.tagsDiffer()
        },
        Clause("OS-PUT-05", "an overwrite replaces whatever is there") {
            try await $0.overwriteReplaces()
        },
        Clause("OS-PUT-06", "a reader never sees a part of an object") {
            try await $0.readersSeeWholeObjects()
        },
        Clause("OS-PUT-07", "of an overwrite and a conditional update none is lost") {
            try await $0.overwritesAndUpdatesAreOrdered()
        },
        Clause("OS-DEL-01", "deleting removes, and deleting what is missing is no error") {
            try await $0.deleteRemoves()
        },
        Clause("OS-DEL-02", "many deletes remove all, missing ones among them") {
            try await $0.deleteManyRemoves()
        },
    ]

    private func createHasOneWinner() async throws {
        for round in 0..<8 {
            let key = "_delta_log/\(round).json"
            let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                for creator in 0..<12 {
                    group.addTask {
                        do {
                            _ = try await put(key, "creator \(creator)", .create)
                            return creator
                        } catch let error as ObjectStorageError where error.code == .alreadyExists {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [Int]()) { winners, creator in
                    if let creator { winners.append(creator) }
                }
            }
            try ContractViolation.unlessEqual(winners.count, 1, "winners of round \(round)")
            try ContractViolation.unlessEqual(
                try await text(key), "creator \(winners[0])", "content of round \(round)")
        }
    }

    private func conditionalUpdatesCount() async throws {
        _ = try await put("counter", "0", .create)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask { for _ in 0..<10 { try await increment("counter") } }
            }
            try await group.waitForAll()
        }
        try ContractViolation.unlessEqual(try await text("counter"), "50", "counter")
    }

    private func increment(_ key: String) async throws {
        while true {
            let content = try await store.get(path(key))
            guard let value = content.bytes.utf8String().flatMap({ Int($0) }) else {
                throw ContractViolation("the counter holds no number")
            }
            do {
                _ = try await put(key, String(value + 1), .update(content.metadata.etag))
                return
            } catch let error as ObjectStorageError where error.code == .preconditionFailed {
                await environment.yield()
            }
        }
    }

    private func staleUpdateFails() async throws {
        let first = try await put("state", "one")
        let second = try await put("state", "two", .update(first))
        try await expect(.preconditionFailed) { try await put("state", "three", .update(first)) }
        try ContractViolation.unlessEqual(try await text("state"), "two", "content")
        try await store.delete(path("state"))
        try await expect(.preconditionFailed) { try await put("state", "four", .update(second)) }
        try ContractViolation.unlessEqual(try await text("state"), nil, "content")
    }

    private func tagsDiffer() async throws {
        var tags: Set<ETag> = []
        for _ in 0..<30 { tags.insert(try await put("tagged", "same bytes")) }
        try ContractViolation.unlessEqual(tags.count, 30, "tags of 30 states")
    }

    private func overwriteReplaces() async throws {
        _ = try await put("a/b", "first, the longer one")
        let tag = try await put("a/b", "second")
        let content = try await store.get(path("a/b"))
        try ContractViolation.unlessEqual(content.bytes.utf8String(), "second", "content")
        try ContractViolation.unlessEqual(content.metadata.etag, tag, "tag")
        try await expect(.alreadyExists) { try await put("a/b", "third", .create) }
        try ContractViolation.unlessEqual(try await text("a/b"), "second", "content")
    }

    private func readersSeeWholeObjects() async throws {
        let versions = (0..<20).map { String(repeating: "\($0 % 10)", count: 1000 + $0 * 3000) }
        _ = try await put("whole", versions[0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for version in versions { _ = try await put("whole", version) } }
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<30 {
                        let seen = try await text("whole")
                        try ContractViolation.unless(
                            versions.contains(seen ?? ""), "a reader saw a part of an object")
                        await environment.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Each overwrite is either before the update, which then fails, or after it: what was
    /// acknowledged last among them is what lies there in the end.
    private func overwritesAndUpdatesAreOrdered() async throws {
        for round in 0..<30 {
            let tag = try await put("race", "start")
            async let updated: Bool = {
                do {
                    _ = try await put("race", "update", .update(tag))
                    return true
                } catch let error as ObjectStorageError where error.code == .preconditionFailed {
                    return false
                }
            }()
            async let overwritten = put("race", "overwrite")
            _ = try await (updated, overwritten)
            try ContractViolation.unlessEqual(
                try await text("race"), "overwrite", "content of round \(round)")
        }
    }

    private func deleteRemoves() async throws {
        try await store.delete(path("never/was"))
        _ = try await put("was/there", "x")
        try await store.delete(path("was/there"))
        try await store.delete(path("was/there"))
        try await expect(.notFound) { try await store.head(path("was/there")) }
        try ContractViolation.unlessEqual(try await keys(prefix: "was"), [], "keys")
        _ = try await put("was/there", "again", .create)
        try ContractViolation.unlessEqual(try await text("was/there"), "again", "content")
    }

    private func deleteManyRemoves() async throws {
        let doomed = try (0..<10).map { try path("part=\($0 % 3)/\($0)") }
        for path in doomed { _ = try await put(path.key, "x") }
        _ = try await put("part=0/kept", "x")
        try await store.delete(doomed + [path("part=9/missing"), path("nowhere/at/all")])
        try await store.delete([])
        try ContractViolation.unlessEqual(try await keys(prefix: ""), ["part=0/kept"], "keys")
    }
}
