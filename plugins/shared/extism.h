/* SPDX-License-Identifier: Apache-2.0
 * What an Extism plugin imports, as Extism's plugin kits know it: offsets into the kernel's memory
 * are 64 bits wide, and 0 is none. */
#ifndef EXTISM_H
#define EXTISM_H

#include <stddef.h>
#include <stdint.h>

#define IMPORT(NAME) __attribute__((import_module("extism:host/env"), import_name(#NAME))) extern
#define EXPORT(NAME) __attribute__((export_name(#NAME)))

typedef uint64_t offset;

IMPORT(alloc) offset kernel_alloc(uint64_t length);
IMPORT(free) void kernel_free(offset at);
IMPORT(length) uint64_t kernel_length(offset at);
IMPORT(load_u8) uint8_t kernel_load_u8(offset at);
IMPORT(load_u64) uint64_t kernel_load_u64(offset at);
IMPORT(store_u8) void kernel_store_u8(offset at, uint8_t value);
IMPORT(store_u64) void kernel_store_u64(offset at, uint64_t value);
IMPORT(input_length) uint64_t input_length(void);
IMPORT(input_offset) offset input_offset(void);
IMPORT(input_load_u8) uint8_t input_load_u8(uint64_t at);
IMPORT(input_load_u64) uint64_t input_load_u64(uint64_t at);
IMPORT(output_set) void output_set(offset at, uint64_t length);
IMPORT(error_set) void error_set(offset at);
IMPORT(config_get) offset config_get(offset key);
IMPORT(var_get) offset var_get(offset key);
IMPORT(var_set) void var_set(offset key, offset value);
IMPORT(http_request) offset http_request(offset request, offset body);
IMPORT(get_log_level) int32_t get_log_level(void);
IMPORT(log_trace) void log_trace(offset text);
IMPORT(log_debug) void log_debug(offset text);
IMPORT(log_info) void log_info(offset text);
IMPORT(log_warn) void log_warn(offset text);
IMPORT(log_error) void log_error(offset text);

#endif
