/* The part of Node-API 8 that the addon uses, declared here so that it is built without Node's headers: this interface
 * is stable, also between versions of Node (https://nodejs.org/api/n-api.html). */
#ifndef NODE_API_H
#define NODE_API_H
#include <stddef.h>
#include <stdint.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_ref__ *napi_ref;
typedef struct napi_callback_info__ *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env env, napi_callback_info info);
typedef void (*napi_finalize)(napi_env env, void *data, void *hint);
typedef enum { napi_ok = 0 } napi_status;
typedef enum { napi_uint8_array = 1, napi_int32_array = 5 } napi_typedarray_type;

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#define IMPORTED __declspec(dllimport)
#else
#define EXPORTED __attribute__((visibility("default")))
#define IMPORTED
#endif

IMPORTED napi_status napi_create_double(napi_env, double, napi_value *);
IMPORTED napi_status napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
IMPORTED napi_status napi_create_reference(napi_env, napi_value, uint32_t, napi_ref *);
IMPORTED napi_status napi_create_string_utf8(napi_env, const char *, size_t, napi_value *);
IMPORTED napi_status napi_delete_reference(napi_env, napi_ref);
IMPORTED napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
IMPORTED napi_status napi_get_instance_data(napi_env, void **);
IMPORTED napi_status napi_get_typedarray_info(napi_env, napi_value, napi_typedarray_type *, size_t *, void **, napi_value *,
                                              size_t *);
IMPORTED napi_status napi_get_value_int32(napi_env, napi_value, int32_t *);
IMPORTED napi_status napi_get_value_string_utf8(napi_env, napi_value, char *, size_t, size_t *);
IMPORTED napi_status napi_set_instance_data(napi_env, void *, napi_finalize, void *);
IMPORTED napi_status napi_set_named_property(napi_env, napi_value, const char *, napi_value);
IMPORTED napi_status napi_throw_error(napi_env, const char *, const char *);

#endif
