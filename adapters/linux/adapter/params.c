/* SPDX-License-Identifier: GPL-2.0-only */
#include "adapter.h"

const json_value *param(rpc_message *request, const char *name)
{
  return json_member(rpc_params(request), name);
}

uint32_t integer_param(rpc_message *request, const char *name)
{
  return integer_of(rpc_params(request), name);
}

uint64_t u64_param(rpc_message *request, const char *name)
{
  uint64_t number = 0;
  json_u64(param(request, name), &number);
  return number;
}

const char *text_param(rpc_message *request, const char *name)
{
  const char *text = json_text(param(request, name));
  return text == NULL ? "" : text;
}

bool flag_of(const json_value *value)
{
  return value != NULL && value->type == JSON_TRUE;
}

uint32_t integer_of(const json_value *object, const char *name)
{
  uint32_t integer = 0;
  json_integer(json_member(object, name), &integer);
  return integer;
}
