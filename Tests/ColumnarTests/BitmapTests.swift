import Columnar
import Testing

@Suite struct BitmapTests {
    static let pattern = (0..<200).map { $0 % 3 == 0 || $0 == 127 }

    @Test("bits come back as they went in")
    func roundTrip() {
        let bitmap = Bitmap(Self.pattern)
        #expect((0..<200).map { bitmap[$0] } == Self.pattern)
        #expect(bitmap.setCount() == Self.pattern.count { $0 })
    }

    @Test(
        "a slice at any offset equals the slice of the bits",
        arguments: [(0, 200), (1, 64), (63, 66), (64, 128), (65, 200), (70, 70), (199, 200)])
    func slicing(start: Int, end: Int) {
        let slice = Bitmap(Self.pattern).slice(start..<end)
        #expect((0..<slice.count).map { slice[$0] } == Array(Self.pattern[start..<end]))
        #expect(slice.setCount() == Self.pattern[start..<end].count { $0 })
        #expect(slice == Bitmap(Array(Self.pattern[start..<end])))
        let again = slice.slice(0..<slice.count)
        #expect(again == slice)
    }

    @Test("algebra works on words of unaligned slices")
    func algebra() {
        let left = Bitmap(Self.pattern).slice(3..<150)
        let right = Bitmap((0..<147).map { $0 % 2 == 0 })
        for index in 0..<147 {
            #expect(left.and(right)[index] == (left[index] && right[index]))
            #expect(left.or(right)[index] == (left[index] || right[index]))
            #expect(left.andNot(right)[index] == (left[index] && !right[index]))
            #expect(left.not()[index] == !left[index])
        }
    }

    @Test("set indices ascend and are complete")
    func setIndices() {
        let expected = Self.pattern.indices.filter { Self.pattern[$0] }.map(Int32.init)
        #expect(Bitmap(Self.pattern).setIndices().array() == expected)
    }

    @Test("a builder joins runs, words and bits")
    func builder() {
        var builder = BitmapBuilder()
        builder.append(repeating: true, count: 70)
        builder.append(false)
        builder.append(bits: 0b101, count: 3)
        builder.append(contentsOf: Bitmap([false, true]))
        #expect(builder.count == 76)
        #expect(builder.unsetCount == 3)
        let bitmap = builder.finish()
        let expected = Array(repeating: true, count: 70) + [false, true, false, true, false, true]
        #expect((0..<76).map { bitmap[$0] } == expected)
    }

    @Test("a validity without a null is nil")
    func allValid() {
        var builder = BitmapBuilder()
        builder.append(repeating: true, count: 3)
        #expect(builder.finishValidity() == nil)
    }
}
