import Columnar
import DeltaProtocol
import Testing

@Suite struct PartitionValueTests {
    static let decimal = DecimalType(precision: 5, scale: 2)!

    static let both: [(String, DataType, Scalar)] = [
        ("hello", .string, .string("hello")), ("true", .boolean, .boolean(true)),
        ("false", .boolean, .boolean(false)), ("-128", .int8, .int8(-128)),
        ("32767", .int16, .int16(32767)), ("-2147483648", .int32, .int32(.min)),
        ("9223372036854775807", .int64, .int64(.max)), ("1.5", .float32, .float32(1.5)),
        ("0.1", .float64, .float64(0.1)), ("-Infinity", .float64, .float64(-.infinity)),
        ("123.45", .decimal(decimal), .decimal(12345, decimal)),
        ("-0.05", .decimal(decimal), .decimal(-5, decimal)), ("1970-01-01", .date, .date(0)),
        ("2000-02-29", .date, .date(11016)), ("1969-12-31", .date, .date(-1)),
        ("0001-01-01", .date, .date(-719_162)),
        ("1970-01-01T00:00:00.123456Z", .timestamp, .timestamp(123_456)),
        ("1969-12-31T23:59:59.999999Z", .timestamp, .timestamp(-1)),
        ("2024-03-01 12:34:56", .timestampNTZ, .timestampNTZ(1_709_296_496_000_000)),
        ("2024-03-01 12:34:56.000007", .timestampNTZ, .timestampNTZ(1_709_296_496_000_007)),
        ("\u{1}\u{2}\u{3}", .binary, .binary([1, 2, 3])),
    ]

    @Test("DP-PART-01 values are read and written", arguments: both.indices)
    func bothWays(index: Int) throws {
        let (text, type, value) = Self.both[index]
        #expect(try PartitionValueCodec.decode(text, type: type, column: "c") == value)
        #expect(try PartitionValueCodec.encode(value, column: "c") == text)
    }

    @Test(
        "DP-PART-01 every legal form is read",
        arguments: [
            ("1970-01-01 00:00:00", DataType.timestamp, Scalar.timestamp(0)),
            ("1970-01-01 00:00:00.5", .timestamp, .timestamp(500_000)),
            ("1970-01-01T00:00:00.123Z", .timestamp, .timestamp(123_000)),
            ("1970-01-01T02:00:00+02:00", .timestamp, .timestamp(0)),
            ("2000-01-01T00:00:00.000-08:00", .timestamp, .timestamp(946_713_600_000_000)),
            ("2021-09-08", .timestamp, .timestamp(1_631_059_200_000_000)),
            ("TRUE", .boolean, .boolean(true)),
            ("1", .decimal(decimal), .decimal(100, decimal)),
            ("+1.50", .decimal(decimal), .decimal(150, decimal)),
            ("1.500", .decimal(decimal), .decimal(150, decimal)), ("1E3", .float64, .float64(1000)),
        ])
    func forms(text: String, type: DataType, value: Scalar) throws {
        #expect(try PartitionValueCodec.decode(text, type: type, column: "c") == value)
    }

    @Test("DP-PART-01 nil and the empty text are null, whatever the type")
    func null() throws {
        #expect(try PartitionValueCodec.decode(nil, type: .int32, column: "c") == .null)
        #expect(try PartitionValueCodec.decode("", type: .string, column: "c") == .null)
        #expect(try PartitionValueCodec.encode(.null, column: "c") == nil)
        #expect(try PartitionValueCodec.encode(.string(""), column: "c") == nil)
        let values: PartitionValues = ["a": nil, "b": "", "c": "x"]
        #expect(values["a"] == .some(nil))
        #expect(values["b"] == .some(nil))
        #expect(values["c"] == "x")
        #expect(values["d"] == nil)
    }

    @Test("a not-a-number is read and written as Spark does")
    func notANumber() throws {
        let value = try PartitionValueCodec.decode("NaN", type: .float64, column: "c")
        guard case .float64(let number) = value else {
            Issue.record("\(value)")
            return
        }
        #expect(number.isNaN)
        #expect(try PartitionValueCodec.encode(value, column: "c") == "NaN")
    }

    @Test(
        "texts of another type are refused with the column",
        arguments: [
            ("x", DataType.int32), ("128", .int8), ("1.5", .int64), ("yes", .boolean),
            ("2023-02-29", .date), ("2024-13-01", .date), ("2024-01-01x", .date),
            ("2024-01-01T25:00:00Z", .timestamp), ("2024-01-01T00:00", .date),
            ("1.234", .decimal(decimal)), ("1234.5", .decimal(decimal)), (".", .decimal(decimal)),
            ("0x1p3", .float64), ("inf", .float64), ("99999999-01-01", .date),
        ])
    func refused(text: String, type: DataType) {
        do {
            _ = try PartitionValueCodec.decode(text, type: type, column: "c")
            Issue.record("accepted \(text) as \(type)")
        } catch {
            #expect(error.code == .invalidPartitionValue)
            #expect(error.context.column == "c")
        }
    }

    @Test("dates agree with an independent count of days over 800 years")
    func calendar() {
        let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var (year, month, day) = (1600, 1, 1)
        // 1600-01-01 lies 135140 days before 1970-01-01.
        for days in -135_140..<157_055 {
            let date = CivilDate(daysSinceEpoch: days)
            guard date.year == year, date.month == month, date.day == day,
                date.daysSinceEpoch == days
            else {
                Issue.record("\(days): \(date) but \(year)-\(month)-\(day)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            day += 1
            if day > months[month - 1] + (month == 2 && isLeap ? 1 : 0) {
                (month, day) = (month + 1, 1)
            }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }
}
