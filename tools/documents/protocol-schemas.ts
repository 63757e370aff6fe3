import type { Json } from '../../src/adapters/protocol/shape';
import { MESSAGE_GROUPS } from './protocol-catalogue';

const DIALECT = 'http://json-schema.org/draft-07/schema#';

/** The files of `schemas/protocol`: one JSON Schema for each message, with its request and its answer. */
export function protocolSchemas(): ReadonlyMap<string, Json> {
  const files = new Map<string, Json>();
  for (const { direction, messages } of MESSAGE_GROUPS) {
    for (const { method, meaning, params, result } of messages) {
      files.set(`${method}.json`, {
        $schema: DIALECT,
        title: method,
        description: `${meaning} (${direction})`,
        definitions: { params, result },
        oneOf: [
          {
            title: 'request',
            type: 'object',
            properties: {
              jsonrpc: { const: '2.0' },
              id: { type: ['integer', 'string'] },
              method: { const: method },
              params: { $ref: '#/definitions/params' },
            },
            required: ['jsonrpc', 'method', 'params'],
            additionalProperties: false,
          },
          {
            title: 'answer',
            type: 'object',
            properties: { jsonrpc: { const: '2.0' }, id: { type: ['integer', 'string'] }, result: { $ref: '#/definitions/result' } },
            required: ['jsonrpc', 'id', 'result'],
            additionalProperties: false,
          },
        ],
      });
    }
  }
  return files;
}
