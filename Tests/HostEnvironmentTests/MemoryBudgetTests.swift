import HostEnvironment
import Synchronization
import Testing

@Suite struct MemoryBudgetTests {
    @Test("HE-05: what is reserved is never more than the limit")
    func limit() throws {
        let budget = MemoryBudget(name: "test", bytesMax: 100)
        let first = try budget.reserve(60)
        let refusal = #expect(throws: HostEnvironmentError.self) { try budget.reserve(41) }
        #expect(refusal?.code == .memoryExhausted)
        let second = try budget.reserve(40)
        #expect(budget.reservedBytes == 100)
        first.release()
        first.release()
        #expect(budget.reservedBytes == 40)
        second.shrink(to: 10)
        try second.grow(by: 5)
        #expect(second.bytes == 15)
        #expect(budget.reservedBytes == 15)
        #expect(budget.peakBytes == 100)
    }

    @Test("a reservation that nobody holds gives its bytes back")
    func droppedReservation() throws {
        let budget = MemoryBudget(name: "test", bytesMax: 100)
        _ = try budget.reserve(100)
        #expect(budget.reservedBytes == 0)
    }

    @Test("a request beyond the whole budget is refused at once", arguments: [101, -1, Int.max])
    func tooLarge(bytes: Int) async {
        let budget = MemoryBudget(name: "test", bytesMax: 100)
        let refusal = await #expect(throws: HostEnvironmentError.self) {
            try await budget.reserveWaiting(bytes)
        }
        #expect(refusal?.code == .memoryRequestTooLarge)
    }

    @Test("waiting reservations are all served and stay within the limit", arguments: 0..<20)
    func waiting(seed: UInt64) async throws {
        let simulation = HostEnvironment.simulated(seed: seed)
        try await simulation.run { environment in
            let budget = MemoryBudget(name: "test", bytesMax: 10)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 1...10 {
                    group.addTask {
                        let reservation = try await budget.reserveWaiting(task)
                        #expect(budget.reservedBytes <= 10)
                        try await environment.sleep(for: .milliseconds(1))
                        reservation.release()
                    }
                }
                try await group.waitForAll()
            }
            #expect(budget.reservedBytes == 0)
        }
    }

    @Test("a cancelled waiter lets those behind it pass")
    func cancelledWaiter() async throws {
        let simulation = HostEnvironment.simulated(seed: 1)
        try await simulation.run { environment in
            let budget = MemoryBudget(name: "test", bytesMax: 10)
            let held = try budget.reserve(5)
            let large = environment.spawn { try await budget.reserveWaiting(10) }
            try await environment.sleep(for: .milliseconds(1))
            let small = environment.spawn { try await budget.reserveWaiting(5).bytes }
            try await environment.sleep(for: .milliseconds(1))
            large.cancel()
            #expect(try await small.value == 5)
            await #expect(throws: HostEnvironmentError.self) { _ = try await large.value }
            held.release()
        }
    }
}
