"""The canonical text of Arrow values, one line a row, that the Swift tests produce as well.

null | true | 12 (integers; decimals as their unscaled integer) | f3f800000 / g3ff0... (bits of a
float / double) | s5:hello (UTF-8 bytes, then the text) | x0a0b (binary) | D18262 (days) |
T1577836800000000 (microseconds) | [a,b] (list) | {a,b} (struct) | <k=v,k=v> (map)
"""
import decimal
import struct
import zlib

import pyarrow as pa
import pyarrow.types as t


EXACT = decimal.Context(prec=80)


def microseconds(array):
    unit = array.type.unit
    values = array.cast(pa.int64()).to_pylist()
    factor = {"s": (1_000_000, 1), "ms": (1000, 1), "us": (1, 1), "ns": (1, 1000)}[unit]
    return [None if v is None else v * factor[0] // factor[1] for v in values]


def lines(array):
    """One canonical text a row."""
    if isinstance(array, pa.ChunkedArray):
        return [line for chunk in array.chunks for line in lines(chunk)]
    if isinstance(array, pa.ExtensionArray):
        return lines(array.storage)
    kind = array.type
    if t.is_dictionary(kind):
        return lines(array.dictionary_decode())
    if t.is_struct(kind):
        columns = [lines(column) for column in array.flatten()]
        valid = array.is_valid().to_pylist()
        return [
            "{" + ",".join(column[row] for column in columns) + "}" if valid[row] else "null"
            for row in range(len(array))
        ]
    if t.is_map(kind) or t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind):
        return nested(array)
    if t.is_timestamp(kind):
        return [text(v, lambda v: f"T{v}") for v in microseconds(array)]
    if t.is_date(kind):
        return [text(v, lambda v: f"D{v}") for v in array.cast(pa.int32()).to_pylist()]
    if t.is_time32(kind):
        return [text(v, str) for v in array.cast(pa.int32()).to_pylist()]
    if t.is_time64(kind):
        return [text(v, str) for v in array.cast(pa.int64()).to_pylist()]
    if t.is_decimal(kind):
        return [text(v, lambda v: str(int(v.scaleb(kind.scale, EXACT)))) for v in array.to_pylist()]
    return [text(v, formatter(kind)) for v in array.to_pylist()]


def nested(array):
    valid = array.is_valid().to_pylist()
    offsets = array.offsets.to_pylist()
    if t.is_map(array.type):
        keys, values = lines(array.keys), lines(array.items)
        items = [f"{key}={value}" for key, value in zip(keys, values)]
        # keys and items are those of the whole child, the offsets point into it.
        opening, closing = "<", ">"
    else:
        items = lines(array.values)
        opening, closing = "[", "]"
    return [
        opening + ",".join(items[offsets[row]:offsets[row + 1]]) + closing
        if valid[row] else "null"
        for row in range(len(array))
    ]


def text(value, format):
    return "null" if value is None else format(value)


def formatter(kind):
    if t.is_boolean(kind):
        return lambda v: "true" if v else "false"
    if t.is_float64(kind):
        return lambda v: "g" + struct.pack(">d", v).hex()
    if t.is_floating(kind):
        return lambda v: "f" + struct.pack(">f", v).hex()
    if t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind):
        return lambda v: f"s{len(v.encode())}:{v}"
    if t.is_binary(kind) or t.is_large_binary(kind) or t.is_fixed_size_binary(kind) \
            or t.is_binary_view(kind):
        return lambda v: "x" + v.hex()
    return str


def digest(array):
    """(rows, CRC-32 of the lines)."""
    rows = lines(array)
    return len(rows), zlib.crc32("".join(row + "\n" for row in rows).encode())
