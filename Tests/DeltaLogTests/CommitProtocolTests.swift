import DeltaProtocol
import Testing

@testable import DeltaLog

@Suite struct CommitProtocolTests {
    private static let failure = DeltaLogError(.storage, "broken")

    private func machine(
        lostRacesMax: Int = 3, storeFailuresMax: Int = 3
    ) -> CommitProtocol {
        CommitProtocol(
            version: 7, lostRacesMax: lostRacesMax, storeFailuresMax: storeFailuresMax)
    }

    /// Feeds inputs and returns the commands; pauses are passed over.
    private func run(
        _ inputs: [CommitProtocol.Input], _ machine: CommitProtocol? = nil
    ) -> [CommitProtocol.Command] {
        var machine = machine ?? self.machine()
        var commands: [CommitProtocol.Command] = []
        for input in inputs {
            var command = machine.next(input, .init())
            switch command {
            case .wait, .stepAside: command = machine.next(.waited, .init())
            default: break
            }
            commands.append(command)
        }
        return commands
    }

    @Test("DL-COM-04 a version that exists is read before it is counted as lost")
    func reads() {
        #expect(
            run([.started, .putFoundExisting, .readOurs])
                == [.put(7), .read(7), .finish(.committed(7))])
        #expect(
            run([.started, .putFoundExisting, .readForeign, .rebased(9), .putSucceeded])
                == [.put(7), .read(7), .checkWinners(from: 7), .put(9), .finish(.committed(9))])
    }

    @Test("DL-COM-05 a version is not left while it is absent and a put may land")
    func stays() {
        let commands = run([
            .started, .putAmbiguous(Self.failure), .readAbsent, .putAmbiguous(Self.failure),
            .readAbsent, .putAmbiguous(Self.failure), .readAbsent, .putAmbiguous(Self.failure),
            .readAbsent,
        ])
        #expect(
            commands == [
                .put(7), .read(7), .put(7), .read(7), .put(7), .read(7), .put(7), .read(7),
                .finish(.unknown(7)),
            ])
    }

    @Test("DL-COM-05 a commit whose name the disk failed to synchronise ends as unknown")
    func notDurable() {
        #expect(
            run([.started, .putNotDurable(Self.failure)]) == [.put(7), .finish(.unknown(7))])
    }

    @Test("a refused put without a lost one before ends as not committed")
    func refused() {
        #expect(
            run([.started, .putImpossible(Self.failure)]) == [.put(7), .finish(.notCommitted)])
        #expect(
            run([
                .started, .putAmbiguous(Self.failure), .readAbsent, .putImpossible(Self.failure),
                .readForeign,
            ])
                == [.put(7), .read(7), .put(7), .read(7), .finish(.notCommitted)])
        #expect(
            run([
                .started, .putAmbiguous(Self.failure), .readAbsent, .putImpossible(Self.failure),
                .readAbsent,
            ])
                == [.put(7), .read(7), .put(7), .read(7), .finish(.unknown(7))])
    }

    @Test("what exists but cannot be read may be ours")
    func unreadable() {
        let failed = CommitProtocol.Input.readFailed(Self.failure)
        #expect(
            run([.started, .putFoundExisting, failed, failed, failed, failed])
                == [.put(7), .read(7), .read(7), .read(7), .read(7), .finish(.unknown(7))])
    }

    @Test("lost races are bounded")
    func races() {
        var inputs: [CommitProtocol.Input] = [.started]
        for number in 0..<4 {
            inputs += [.putFoundExisting, .readForeign]
            if number < 3 { inputs.append(.rebased(TableVersion(Int64(8 + number))!)) }
        }
        #expect(run(inputs).last == .finish(.notCommitted))
        #expect(run(inputs).count { if case .put = $0 { true } else { false } } == 4)
    }

    @Test("DL-COM-07 cancellation ends a commit only where nothing may land")
    func cancelled() {
        var machine = machine()
        let cancelled = CommitProtocol.Circumstances(isCancelled: true)
        #expect(machine.next(.started, cancelled) == .finish(.notCommitted))
        machine = self.machine()
        _ = machine.next(.started, .init())
        _ = machine.next(.putAmbiguous(Self.failure), cancelled)
        _ = machine.next(.readAbsent, cancelled)
        #expect(machine.next(.waited, cancelled) == .put(7))
        #expect(machine.next(.putFoundExisting, cancelled) == .read(7))
        #expect(machine.next(.readForeign, cancelled) == .finish(.notCommitted))
    }
}
