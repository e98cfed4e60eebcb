import BinaryIO
import DeltaProtocol
import HostEnvironment
import JSONCodec
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct CommitTests {
    private func append(_ path: String, on snapshot: Snapshot, _ log: TableLog) -> Transaction {
        var transaction = log.begin(on: snapshot, operation: CommitOperation("WRITE"))
        transaction.actions = [.add(LogFixture.add(path))]
        return transaction
    }

    @Test("DL-COM-01 a commit is one object, commitInfo with its txnId first")
    func form() async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create()
        #expect(snapshot.version == 0)
        var transaction = append("a", on: snapshot, fixture.log)
        transaction.application = ApplicationProgress(
            appID: "q", version: 3, offsets: .array([.integer(7)]))
        transaction.operation.parameters = [("mode", .string("Append"))]
        let outcome = await fixture.log.commit(transaction)
        guard case .committed(let receipt) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(receipt.version == 1)
        #expect(receipt.puts == 1)
        #expect(try await receipt.snapshot.paths == ["a"])
        #expect(receipt.snapshot.transactions["q"]?.version == 3)
        let actions = try #require(try await fixture.log.actions(of: 1))
        guard case .commitInfo(let info)? = actions.first else {
            Issue.record("commitInfo is not first")
            return
        }
        #expect(info.txnID == transaction.txnID)
        #expect(info.engineInfo == "swift-lakehouse/0.1.0")
        #expect(info.isBlindAppend == true)
        #expect(info.readVersion == 0)
        #expect(info.operationParameters?["mode"]?.string == "Append")
        #expect(info.fields["txnOffsets"] == .array([.integer(7)]))
        let read = try await fixture.log.snapshot()
        #expect(try await read.paths == receipt.snapshot.paths)
        #expect(read.version == receipt.version)
    }

    @Test("DL-COM-02 of two creators one makes the table and the other learns that it exists")
    func creation() async throws {
        let fixture = LogFixture()
        let transactions = (0..<2).map { _ in
            fixture.log.beginCreation(
                protocol: .widest, metadata: LogFixture.metadata(),
                operation: CommitOperation("CREATE TABLE"))
        }
        #expect(await fixture.log.commit(transactions[0]).version == 0)
        #expect(await fixture.log.commit(transactions[1]).conflict == .tableExists)
        #expect(try await fixture.commitCount() == 1)
    }

    @Test("DL-COM-03 blind appends are put behind any number of other commits")
    func rebase() async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create()
        for number in 0..<50 {
            let outcome = await fixture.log.commit(
                append("f\(number)", on: snapshot, fixture.log))
            #expect(outcome.version?.number == Int64(number + 1))
            if number == 49, case .committed(let receipt) = outcome {
                #expect(receipt.rebasedOver == 49)
                #expect(receipt.puts == 2)
                #expect(try await receipt.snapshot.paths.count == 50)
            }
        }
        #expect(try await fixture.log.snapshot().paths.count == 50)
    }

    @Test("a commit that breaks a rule is refused before anything is put")
    func refused() async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create(configuration: ["delta.appendOnly": "true"])
        let illegal: [[Action]] = [
            [.add(LogFixture.add("a")), .add(LogFixture.add("%61"))],
            [.add(LogFixture.add("/a"))], [.add(LogFixture.add("../a"))],
            [.add(LogFixture.add("s3://b/a"))], [.remove(LogFixture.remove("a"))],
            [.transaction(SetTransaction(appID: "a", version: 1))],
        ]
        for actions in illegal {
            var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("X"))
            transaction.actions = actions
            #expect(await fixture.log.commit(transaction).error == .invalidCommit, "\(actions)")
        }
        var rearranging = fixture.log.begin(on: snapshot, operation: CommitOperation("OPTIMIZE"))
        var remove = LogFixture.remove("a")
        remove.dataChange = false
        rearranging.actions = [.remove(remove)]
        #expect(await fixture.log.commit(rearranging).version == 1)
        let creation = Transaction(
            snapshot: nil, txnID: "t", operation: CommitOperation("CREATE TABLE"))
        #expect(await fixture.log.commit(creation).error == .invalidCommit)
        #expect(try await fixture.commitCount() == 2)
    }

    @Test("DL-COM-07 a cancelled commit that has put nothing rolls back")
    func cancelled() async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create()
        let transaction = append("a", on: snapshot, fixture.log)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await fixture.log.commit(transaction)
        }
        task.cancel()
        #expect(await task.value.error == .cancelled)
        #expect(try await fixture.commitCount() == 1)
    }

    @Test("DL-COM-08 a version that was cleaned up is not committed a second time")
    func zombie() async throws {
        try await SimulatedEnvironment(seed: 5).run { environment in
            let fixture = LogFixture(environment)
            var snapshot = try await fixture.create()
            let old = snapshot
            for number in 1...10 {
                let outcome = await fixture.log.commit(
                    append("f\(number)", on: snapshot, fixture.log))
                guard case .committed(let receipt) = outcome else { return }
                snapshot = receipt.snapshot
            }
            for number in 0...9 {
                let version = try #require(TableVersion(Int64(number)))
                try await fixture.store.delete(try ObjectPath(LogPath.commit(version).path))
            }
            try await environment.sleep(for: .seconds(3600))
            let zombie = append("zombie", on: old, fixture.log)
            #expect(await fixture.log.commit(zombie).error == .versionNotFound)
            let creation = fixture.log.beginCreation(
                protocol: .widest, metadata: LogFixture.metadata(),
                operation: CommitOperation("CREATE TABLE"))
            #expect(await fixture.log.commit(creation).conflict == .tableExists)
            #expect(try await fixture.commitCount() == 1)
            #expect(try await fixture.log.snapshot().paths.count == 10)
            let late = append("late", on: snapshot, fixture.log)
            #expect(await fixture.log.commit(late).version == 11)
        }
    }

    // MARK: Applications

    private func progress(
        _ version: Int64, offsets: Int64?, on snapshot: Snapshot, _ log: TableLog
    ) -> Transaction {
        var transaction = append("f\(version)-\(offsets ?? -1)", on: snapshot, log)
        transaction.application = ApplicationProgress(
            appID: "q", version: version, offsets: offsets.map { .integer($0) })
        return transaction
    }

    @Test("DL-APP-01 work of an application that is in the table is not done twice")
    func sameWork() async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create()
        for offsets in [Int64?.none, 5] {
            let version: Int64 = offsets ?? 1
            let first = progress(version, offsets: offsets, on: snapshot, fixture.log)
            let second = progress(version, offsets: offsets, on: snapshot, fixture.log)
            let known = await fixture.log.commit(first).version
            if offsets == nil {
                #expect(known == 1)
                guard case .alreadyCommitted(1) = await fixture.log.commit(second) else {
                    Issue.record("committed twice")
                    return
                }
            }
        }
        let latest = try await fixture.log.snapshot()
        let stale = progress(1, offsets: nil, on: latest, fixture.log)
        guard case .alreadyCommitted = await fixture.log.commit(stale) else {
            Issue.record("an old version was committed")
            return
        }
    }

    @Test("DL-APP-02 another version or other offsets mean that another run owns the application")
    func otherRun() async throws {
        for (version, offsets) in [(Int64(1), Int64?(6)), (1, nil), (2, 5), (0, 5)] {
            let fixture = LogFixture()
            let snapshot = try await fixture.create()
            let first = progress(1, offsets: 5, on: snapshot, fixture.log)
            #expect(await fixture.log.commit(first).version == 1)
            let second = progress(version, offsets: offsets, on: snapshot, fixture.log)
            #expect(await fixture.log.commit(second).conflict == .concurrentTransaction)
            #expect(try await fixture.commitCount() == 2)
        }
    }
}
