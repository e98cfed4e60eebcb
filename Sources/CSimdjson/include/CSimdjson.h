// C face of the simdjson on-demand parser. See ../CSimdjson.cpp.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable behind every input (simdjson's SIMDJSON_PADDING).
size_t lake_json_padding(void);

#ifdef __cplusplus
}
#endif

#endif
