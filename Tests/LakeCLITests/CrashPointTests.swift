import ArgumentParser
import Glibc
import HostEnvironment
import LakeTestSupport
import Testing

@testable import LakeCLI

@Suite struct CrashPointTests {
    private func event(
        _ call: SystemCall, _ moment: SystemCallEvent.Moment = .before
    ) -> SystemCallEvent {
        SystemCallEvent(call: call, path: "x", moment: moment, descriptor: 0, source: nil)
    }

    @Test("crash points read as the specification says")
    func parses() throws {
        let plain = try CrashPoint(parsing: "12:before")
        #expect(plain.number == 12)
        #expect(plain.side == .before)
        #expect(plain.action == .kill)
        #expect(try CrashPoint(parsing: "1:after:stop").action == .stop)
        #expect(
            try CrashPoint(parsing: "1:before:ENOSPC+").action
                == .fail(CallFailure(errno: ENOSPC, isForGood: true)))
        #expect(
            try CrashPoint(parsing: "1:before:EIO").action
                == .fail(CallFailure(errno: EIO, isForGood: false)))
    }

    @Test(
        "CP-SWI-01: what cannot be read is a usage error",
        arguments: [
            "", "1", "0:before", "-1:before", "x:before", "1:during", "1:before:", "1:before:EWHAT",
            "1:before:kill:now", "1:before:stop+", " 1:before",
        ])
    func refuses(text: String) {
        #expect(throws: ValidationError.self) { try CrashPoint(parsing: text) }
    }

    @Test("CP-SWI-02: calls are counted from one, and one of them fails")
    func failsOnce() throws {
        let hook = CrashSwitch(try CrashPoint(parsing: "2:before:EIO"), trace: nil).hook
        #expect(hook(event(.write)) == nil)
        #expect(hook(event(.write, .after(errno: 0))) == nil)
        #expect(hook(event(.syncFile)) == EIO)
        #expect(hook(event(.syncFile)) == nil)
    }

    @Test("an error that stays strikes the later calls that can report it")
    func failsForGood() throws {
        let hook = CrashSwitch(try CrashPoint(parsing: "1:before:ENOSPC+"), trace: nil).hook
        #expect(hook(event(.write)) == ENOSPC)
        #expect(hook(event(.unlink)) == nil)
        #expect(hook(event(.read)) == nil)
        #expect(hook(event(.createFile)) == ENOSPC)
    }

    @Test("the success of a call can be hidden")
    func failsAfter() throws {
        let hook = CrashSwitch(try CrashPoint(parsing: "1:after:EIO"), trace: nil).hook
        #expect(hook(event(.link)) == nil)
        #expect(hook(event(.link, .after(errno: 0))) == EIO)
        #expect(hook(event(.link)) == nil)
    }

    @Test("CP-SWI-02: every event is a line of the trace")
    func traces() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/trace"
        let hook = CrashSwitch(nil, trace: try LineFile(path: path)).hook
        #expect(hook(event(.link)) == nil)
        #expect(hook(event(.link, .after(errno: EEXIST))) == nil)
        #expect(hook(event(.unlink)) == nil)
        #expect(
            folder.text(of: "trace")
                == "1\tbefore\tlink\tx\n1\tafter\tlink\tx\t17\n2\tbefore\tunlink\tx\n")
    }
}
