"""A checksum a column over every value of an Arrow table, whatever the order of its rows and the
layout of its columns: what engines must agree on, so that none of them is lazy.

A value of fixed width counts as a 64-bit word (decimals: the low one), multiplied and folded; a
string counts each of its bytes by its place, and its length. `ColumnChecksum` of lake-bench is the
same. Nulls count for nothing.
"""
import numpy as np
import pyarrow as pa

FACTOR = np.uint64(0x9E3779B97F4A7C15)
SLICE_ROWS = 1 << 18


def words(array):
    """The values of a column without nulls as 64-bit words."""
    kind = array.type
    if pa.types.is_decimal(kind):
        array = array.cast(pa.decimal128(38, kind.scale))
        whole = np.frombuffer(array.buffers()[1], np.uint64)
        return whole[2 * array.offset:2 * (array.offset + len(array)):2]
    if pa.types.is_date32(kind):
        array = array.view(pa.int32())
    elif pa.types.is_timestamp(kind):
        array = array.cast(pa.timestamp("us", kind.tz)).view(pa.int64())
    values = array.to_numpy(zero_copy_only=False)
    if values.dtype.kind == "f":
        return values.astype(np.float64).view(np.uint64)
    return values.astype(np.int64).view(np.uint64)


def text_sum(array):
    array = array.cast(pa.large_string())
    offsets = np.frombuffer(array.buffers()[1], np.int64)[array.offset:][:len(array) + 1]
    lengths = np.diff(offsets)
    content = np.frombuffer(array.buffers()[2] or b"", np.uint8)[offsets[0]:offsets[-1]]
    places = np.arange(len(content), dtype=np.int64) - np.repeat(offsets[:-1] - offsets[0], lengths)
    weights = (2 * places + 1).astype(np.uint64)
    return int(np.dot(content.astype(np.uint64) + np.uint64(1), weights)) + int(lengths.sum()) * 31


def is_text(kind):
    return (pa.types.is_string(kind) or pa.types.is_large_string(kind)
            or pa.types.is_string_view(kind))


def column_sum(column):
    total = 0
    for chunk in column.chunks:
        if pa.types.is_dictionary(chunk.type):
            chunk = chunk.dictionary_decode()
        for start in range(0, len(chunk), SLICE_ROWS):
            part = chunk.slice(start, SLICE_ROWS).drop_null()
            if len(part) == 0:
                continue
            if is_text(part.type):
                total += text_sum(part)
            else:
                mixed = words(part) * FACTOR
                mixed ^= mixed >> np.uint64(32)
                total += int(mixed.sum(dtype=np.uint64))
    return f"{total % 2**64:016x}"


def of_table(table):
    """Column name to checksum."""
    return {name: column_sum(table.column(name)) for name in table.column_names}
