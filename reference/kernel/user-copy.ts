import type { UserMemory } from '../../src/ports';
import { decodeStructure, type Structure, type Values } from '../../src/tables/uapi';
import { Refusal } from './refusal';

/** Copies bytes in. */
export function copyIn(memory: UserMemory, address: bigint, length: number): Uint8Array {
  const bytes = memory.read(address, length);
  if (bytes === undefined) throw new Refusal('EFAULT');
  return bytes;
}

/** Copies bytes out. */
export function copyOut(memory: UserMemory, address: bigint, bytes: Uint8Array): void {
  if (!memory.write(address, bytes)) throw new Refusal('EFAULT');
}

/** Stores zeros. */
export function clear(memory: UserMemory, address: bigint, length: number): void {
  for (let done = 0; done < length; done++) copyOut(memory, address + BigInt(done), new Uint8Array(1));
}

/**
 * Copies in a structure of which the user has `given` bytes and the kernel knows `known`: what the
 * user does not have counts as 0, what the kernel does not know must be 0 (UAPI-COM-03).
 */
export function copyInVersioned(memory: UserMemory, address: bigint, given: number, known: number): Uint8Array {
  for (let offset = known; offset < given; offset++) {
    if (copyIn(memory, address + BigInt(offset), 1)[0] !== 0) throw new Refusal('E2BIG');
  }
  const bytes = new Uint8Array(known);
  bytes.set(copyIn(memory, address, Math.min(given, known)));
  return bytes;
}

/** A driver's part of a request: where it is and how long the user says it is. */
export interface DriverData {
  readonly length: number;
  readonly address: bigint;
}

/** Copies in a driver's structure, which must have exactly its size. */
export function copyInDriverData<S extends Structure>(memory: UserMemory, { length, address }: DriverData, structure: S): Values<S> {
  if (length !== structure.bytes) throw new Refusal('EINVAL');
  return decodeStructure(structure, copyIn(memory, address, length));
}
