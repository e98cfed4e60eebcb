"""Rows in one exact form that does not depend on who read them, nor on their order.

Timestamps are microseconds and dates are days (integers), decimals are exact, lists and structs are
tuples, maps are sorted tuples of pairs. NaN and the negative zero become marks, so that equal values
compare equal and different ones do not. A float of 32 bits is the number that its bits stand for.
"""
import base64
import collections
import decimal
import json
import math
import re
import struct

import pyarrow as pa
import pyarrow.compute as pc

Rows = collections.namedtuple("Rows", "names types tuples")


def type_name(t):
    """The logical type that every engine must agree on, whatever its own name for it is."""
    if pa.types.is_dictionary(t):
        return type_name(t.value_type)
    if pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t):
        return "string"
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or pa.types.is_binary_view(t):
        return "binary"
    if pa.types.is_decimal(t):
        return f"decimal({t.precision},{t.scale})"
    if pa.types.is_timestamp(t):
        return "timestamp" if t.tz else "timestamp_ntz"
    if pa.types.is_date(t):
        return "date"
    if pa.types.is_struct(t):
        return "struct<" + ",".join(f"{f.name}:{type_name(f.type)}" for f in t) + ">"
    if pa.types.is_map(t):
        return f"map<{type_name(t.key_type)},{type_name(t.item_type)}>"
    if is_list(t):
        return f"list<{type_name(t.value_type)}>"
    return str(t)


def is_list(t):
    return pa.types.is_list(t) or pa.types.is_large_list(t) or pa.types.is_list_view(t)


def canonical_float(value):
    if value is None:
        return None
    if math.isnan(value):
        return "NaN"
    if value == 0 and math.copysign(1, value) < 0:
        return "-0.0"
    return value


def canonical_map(pairs):
    return None if pairs is None else tuple(sorted(pairs, key=repr))


def canonical_column(array):
    """The values of one Arrow array as a Python list."""
    if isinstance(array, pa.ChunkedArray):
        return [value for chunk in array.chunks for value in canonical_column(chunk)]
    t = array.type
    if isinstance(array, pa.ExtensionArray):
        return canonical_column(array.storage)
    if pa.types.is_dictionary(t):
        return canonical_column(array.dictionary_decode())
    if pa.types.is_timestamp(t):
        return array.cast(pa.timestamp("us", t.tz)).cast(pa.int64()).to_pylist()
    if pa.types.is_date32(t):
        return array.cast(pa.int32()).to_pylist()
    if pa.types.is_floating(t):
        return [canonical_float(value) for value in array.to_pylist()]
    if pa.types.is_struct(t):
        children = [canonical_column(array.field(i)) for i in range(t.num_fields)]
        rows = zip(*children) if children else (() for _ in range(len(array)))
        return [row if valid else None for row, valid in zip(rows, array.is_valid().to_pylist())]
    if pa.types.is_map(t) or is_list(t):
        return canonical_lists(array)
    return array.to_pylist()


def canonical_lists(array):
    """Lists and maps: the values of the child, cut at the lengths."""
    t = array.type
    if pa.types.is_map(t):
        array = array.cast(pa.list_(pa.struct([("key", t.key_type), ("value", t.item_type)])))
    children = iter(canonical_column(array.flatten()))
    finish = canonical_map if pa.types.is_map(t) else tuple
    return [
        None if length is None else finish(next(children) for _ in range(length))
        for length in pc.list_value_length(array).to_pylist()
    ]


def rows_of_arrow(table):
    """A pyarrow Table as canonical rows."""
    columns = [canonical_column(column) for column in table.columns]
    tuples = list(zip(*columns)) if columns else [()] * table.num_rows
    return Rows(table.column_names, [type_name(f.type) for f in table.schema], tuples)


MARKED_FLOATS = {"NaN": "NaN", "Infinity": math.inf, "-Infinity": -math.inf}
TIMESTAMP = re.compile(r"([+-]?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})(Z?)$")
DATE = re.compile(r"([+-]?\d{4,})-(\d\d)-(\d\d)$")


def days_from_civil(year, month, day):
    """Days since 1970-01-01 in the proleptic Gregorian calendar, for any year."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era - 719468


def micros_of_text(text, zone):
    match = TIMESTAMP.match(text)
    if not match or (match[8] == "Z") != bool(zone):
        raise ValueError(f"not a timestamp as spec/cli.md wants it: {text!r}")
    year, month, day, hour, minute, second, micros = (int(match[i]) for i in range(1, 8))
    seconds = days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
    return seconds * 1_000_000 + micros


def days_of_text(text):
    match = DATE.match(text)
    if not match:
        raise ValueError(f"not a date as spec/cli.md wants it: {text!r}")
    return days_from_civil(*(int(match[i]) for i in (1, 2, 3)))


def wanted(value, *kinds):
    """The value, if JSON gave it one of these kinds; a boolean is not a number here."""
    if type(value) not in kinds:
        raise ValueError(f"{value!r} is not one of {[kind.__name__ for kind in kinds]}")
    return value


def json_reader(t):
    """A function from a value of JSON lines (spec/cli.md CL-OUT-01) to its canonical form."""
    read = json_reader_of_valid(t)
    return lambda value: None if value is None else read(value)


def json_reader_of_valid(t):
    if pa.types.is_dictionary(t):
        return json_reader_of_valid(t.value_type)
    if pa.types.is_boolean(t):
        return lambda value: wanted(value, bool)
    if pa.types.is_integer(t):
        return lambda value: wanted(value, int)
    if pa.types.is_floating(t):
        def read_float(value):
            if isinstance(value, str):
                return MARKED_FLOATS[value]
            number = float(wanted(value, int, decimal.Decimal))
            if pa.types.is_float32(t):
                number = struct.unpack("f", struct.pack("f", number))[0]
            if number == 0 and isinstance(value, decimal.Decimal) and value.is_signed():
                number = -0.0
            return canonical_float(number)
        return read_float
    if pa.types.is_decimal(t):
        return lambda value: decimal.Decimal(wanted(value, int, decimal.Decimal))
    if pa.types.is_timestamp(t):
        return lambda value: micros_of_text(value, t.tz)
    if pa.types.is_date(t):
        return days_of_text
    if type_name(t) == "binary":
        return lambda value: base64.b64decode(wanted(value, str), validate=True)
    if pa.types.is_struct(t):
        fields = [(f.name, json_reader(f.type)) for f in t]
        def read_struct(value):
            if list(value) != [name for name, _ in fields]:
                raise ValueError(f"a struct has the fields {list(value)}")
            return tuple(read(value[name]) for name, read in fields)
        return read_struct
    if pa.types.is_map(t):
        key, item = json_reader(t.key_type), json_reader(t.item_type)
        return lambda value: canonical_map((key(e["key"]), item(e["value"])) for e in value)
    if is_list(t):
        element = json_reader(t.value_type)
        return lambda value: tuple(element(v) for v in wanted(value, list))
    return lambda value: wanted(value, str)


def rows_of_json_lines(lines, schema):
    """JSON lines as canonical rows; every line must have exactly the columns of the schema."""
    names = schema.names
    readers = [json_reader(field.type) for field in schema]
    plain = [type_name(f.type) in ("string", "int64", "int32") for f in schema]
    tuples = []
    for number, line in enumerate(lines, 1):
        row = json.loads(line, parse_float=decimal.Decimal)
        if list(row) != names:
            raise ValueError(f"row {number} has the columns {list(row)}, not {names}")
        try:
            tuples.append(tuple(
                value if simple and type(value) in (str, int) else read(value)
                for value, read, simple in zip(row.values(), readers, plain)))
        except (ValueError, KeyError) as error:
            raise ValueError(f"row {number}: {error}: {line[:300]}") from error
    return Rows(names, [type_name(f.type) for f in schema], tuples)


def differences(expected, actual, types=True):
    """Texts that say how two row sets differ; none when they are equal."""
    found = []
    if expected.names != actual.names:
        if sorted(expected.names) != sorted(actual.names):
            return [f"columns {actual.names} instead of {expected.names}"]
        order = [actual.names.index(name) for name in expected.names]
        actual = Rows(
            expected.names, [actual.types[i] for i in order],
            [tuple(row[i] for i in order) for row in actual.tuples])
    if types:
        for name, want, have in zip(expected.names, expected.types, actual.types):
            if want != have:
                found.append(f"column {name} is {have} instead of {want}")
    want, have = collections.Counter(expected.tuples), collections.Counter(actual.tuples)
    if want != have:
        found.append(f"{len(actual.tuples)} rows instead of {len(expected.tuples)}")
        missing, extra = want - have, have - want
        found += [f"missing {count} x {row!r}"[:400] for row, count in list(missing.items())[:3]]
        found += [f"extra {count} x {row!r}"[:400] for row, count in list(extra.items())[:3]]
    return found
