// Decimal text to double and back, through the C++ library's exact, locale-free conversions.
#include "CSimdjson.h"
#include "Scanning.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace {

// Whether a number of the JSON grammar that a double cannot hold is too large (not too small):
// the decimal exponent of its first digit that is not zero decides.
bool isHuge(const uint8_t *text, const uint8_t *end) {
    long exponent = 0, leading = 0;
    bool hasPoint = false, hasDigit = false;
    const uint8_t *cursor = text;
    if (cursor < end && *cursor == '-') ++cursor;
    for (; cursor < end && (scanning::isDigit(*cursor) || *cursor == '.'); ++cursor) {
        if (*cursor == '.') hasPoint = true;
        else if (!hasDigit && *cursor == '0') leading -= hasPoint ? 1 : 0;
        else { hasDigit = true; leading += hasPoint ? 0 : 1; }
    }
    if (!hasDigit) return false;
    if (cursor < end && (*cursor | 0x20) == 'e') {
        ++cursor;
        const bool isNegative = cursor < end && *cursor == '-';
        if (cursor < end && (*cursor == '-' || *cursor == '+')) ++cursor;
        for (; cursor < end && exponent < 1000000000; ++cursor) {
            exponent = exponent * 10 + (*cursor - '0');
        }
        if (isNegative) exponent = -exponent;
    }
    return exponent + leading > 0;
}

template <typename Value>
size_t shortest(Value value, uint8_t *digits, int32_t *exponent) {
    char text[40];
    const std::to_chars_result result = std::to_chars(
        text, text + sizeof text, std::fabs(value), std::chars_format::scientific);
    size_t count = 0;
    const char *cursor = text;
    for (; cursor < result.ptr && *cursor != 'e'; ++cursor) {
        if (*cursor != '.' && count < 20) digits[count++] = static_cast<uint8_t>(*cursor);
    }
    int32_t power = 0;
    if (cursor < result.ptr) {
        ++cursor;
        const bool isNegative = cursor < result.ptr && *cursor == '-';
        if (cursor < result.ptr && (*cursor == '-' || *cursor == '+')) ++cursor;
        for (; cursor < result.ptr; ++cursor) power = power * 10 + (*cursor - '0');
        if (isNegative) power = -power;
    }
    *exponent = power;
    return count;
}

} // namespace

extern "C" {

bool lake_json_parse_double(const uint8_t *text, size_t count, double *value) {
    const char *start = reinterpret_cast<const char *>(text);
    bool isInteger = false;
    if (count == 0 || scanning::numberEnd(text, text + count, isInteger) != text + count) {
        return false;
    }
    const std::from_chars_result result = std::from_chars(start, start + count, *value);
    if (result.ec == std::errc()) return result.ptr == start + count;
    if (result.ec != std::errc::result_out_of_range || isHuge(text, text + count)) return false;
    *value = *text == '-' ? -0.0 : 0.0;
    return true;
}

size_t lake_json_shortest_double(double value, uint8_t digits[20], int32_t *exponent) {
    return shortest(value, digits, exponent);
}

size_t lake_json_shortest_float(float value, uint8_t digits[20], int32_t *exponent) {
    return shortest(value, digits, exponent);
}

} // extern "C"
