// Scans over single tokens: the end of a string, the grammar of a number and of a literal, the
// unescaping of a string. All stay below `end`.
#ifndef SCANNING_HPP
#define SCANNING_HPP

#include "CSimdjson.h"

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace scanning {

// The first quote or backslash at or behind `cursor`, or `end`.
inline const uint8_t *quoteOrBackslash(const uint8_t *cursor, const uint8_t *end) {
#if defined(__SSE2__)
    const __m128i quotes = _mm_set1_epi8('"');
    const __m128i backslashes = _mm_set1_epi8('\\');
    while (end - cursor >= 16) {
        const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i *>(cursor));
        const int hits = _mm_movemask_epi8(
            _mm_or_si128(_mm_cmpeq_epi8(block, quotes), _mm_cmpeq_epi8(block, backslashes)));
        if (hits) return cursor + __builtin_ctz(static_cast<unsigned>(hits));
        cursor += 16;
    }
#endif
    while (cursor < end && *cursor != '"' && *cursor != '\\') ++cursor;
    return cursor;
}

inline bool isDigit(uint8_t byte) { return static_cast<uint8_t>(byte - '0') < 10; }

// Whether a number or literal may end before this byte.
inline bool isTerminator(const uint8_t *cursor, const uint8_t *end) {
    if (cursor >= end) return true;
    switch (*cursor) {
    case ',': case ']': case '}': case ' ': case '\t': case '\n': case '\r': return true;
    default: return false;
    }
}

// The end of the number at `start`, or null; sets `isInteger`. RFC 8259 section 6.
inline const uint8_t *numberEnd(const uint8_t *start, const uint8_t *end, bool &isInteger) {
    const uint8_t *cursor = start;
    isInteger = true;
    if (*cursor == '-') ++cursor;
    if (cursor >= end || !isDigit(*cursor)) return nullptr;
    if (*cursor == '0') {
        ++cursor;
    } else {
        while (cursor < end && isDigit(*cursor)) ++cursor;
    }
    if (cursor < end && *cursor == '.') {
        isInteger = false;
        ++cursor;
        if (cursor >= end || !isDigit(*cursor)) return nullptr;
        while (cursor < end && isDigit(*cursor)) ++cursor;
    }
    if (cursor < end && (*cursor | 0x20) == 'e') {
        isInteger = false;
        ++cursor;
        if (cursor < end && (*cursor == '+' || *cursor == '-')) ++cursor;
        if (cursor >= end || !isDigit(*cursor)) return nullptr;
        while (cursor < end && isDigit(*cursor)) ++cursor;
    }
    return isTerminator(cursor, end) ? cursor : nullptr;
}

// Writes the unescaped text of a string whose content starts at `start` and whose closing quote
// lies before `end`. `output` has room for as many bytes as the raw text. `failure` is set to
// where and `error` to why, or `length` to what was written.
struct Unescaped {
    int32_t error;
    const uint8_t *position;
    size_t length;
};
Unescaped unescape(const uint8_t *start, const uint8_t *end, uint8_t *output);

// Where and why bytes that the structural scan refused are not JSON text.
struct Fault {
    int32_t error;
    size_t offset;
};
Fault firstTextFault(const uint8_t *input, size_t count);

} // namespace scanning

#endif
