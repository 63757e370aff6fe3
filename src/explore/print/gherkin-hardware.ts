import { TEGRA241 } from '../../machine';
import { physicalMap } from '../../tables/registers';
import type { Performance } from '../difference';
import type { HardwareOp, HostOp, ProgramOp } from '../program';
import { commandNamed, commandsIn, commandText } from './command-words';
import { identification, spoilSentence } from './host-sentences';
import { executedCommands } from './seen-below';
import { number, type Sentences, type Telling, times, withTable } from './steps';

const MAP = physicalMap(TEGRA241);
const BASE_LOG2SIZE = 0x1fn;
const ADDRESS = 0x0000_ffff_ffff_ffe0n;

/** Tells programs of the hardware in the sentences of `features/hardware`. */
export class HardwareTelling implements Telling {
  readonly #performance: Performance;
  /** Queues that a sentence gave a vCMDQ, by its number. */
  readonly #queues = new Map<number, { readonly base: bigint; readonly entries: number }>();

  constructor(performance: Performance) {
    this.#performance = performance;
    this.setting = performance.ops[0]?.op === 'host' ? [] : ['the CMDQ-V hardware out of reset'];
  }

  readonly setting: readonly string[];

  act(asked: ProgramOp): Sentences {
    const op = asked as HardwareOp;
    switch (op.op) {
      case 'read': {
        const register = MAP.at(op.at, op.width);
        return register?.offset === op.at ? [`the host reads ${register.name} with one ${op.width}-byte access`] : undefined;
      }
      case 'write':
        return this.#write(op.at, op.width, BigInt(op.value));
      case 'memory':
        return this.#memory(BigInt(op.address), op.bytes);
      case 'submit': {
        const rows = commandsIn(op.commands)?.map(commandNamed);
        if (rows === undefined || rows.some((row) => row === undefined)) return undefined;
        return [withTable("these commands are put on the SMMU's own queue:", rows as [string, string][])];
      }
      case 'timeout':
        return op.count === 1 ? ['the next ATC_INV times out'] : undefined;
      case 'look':
        return [];
      case 'host':
        return hardwareSentence(op);
      case 'spoil':
        return spoilSentence(op);
      case 'acknowledge':
        return [`the error of vCMDQ ${op.vcmdq} is acknowledged`];
      // No sentence has a handler do something else.
      case 'whileHandled':
        return undefined;
    }
  }

  #write(at: number, width: number, value: bigint): Sentences {
    const register = MAP.at(at, width === 8 ? 8 : 4);
    if (register === undefined || register.size !== width || register.offset !== at) return undefined;
    const { place } = register;
    if (place.kind === 'direct' && register.definition.name === 'BASE' && (value & ~(ADDRESS | BASE_LOG2SIZE)) === 0n) {
      const log2size = value & BASE_LOG2SIZE;
      this.#queues.set(place.slot, { base: value & ADDRESS, entries: 2 ** Number(log2size) });
      return [`vCMDQ ${place.slot} has a queue of 2^${log2size} entries at ${number(value & ADDRESS)}`];
    }
    return [`the host writes ${number(value)} to ${register.name}`];
  }

  #memory(address: bigint, bytes: string): Sentences {
    const commands = commandsIn(bytes);
    if (commands === undefined) return undefined;
    const sentences = commands.map((words, n) => this.#entry(address + 16n * BigInt(n), commandText(words)));
    return sentences.every((sentence) => sentence !== undefined) ? sentences : undefined;
  }

  #entry(address: bigint, command: string | undefined): string | undefined {
    if (command === undefined) return undefined;
    for (const [queue, { base, entries }] of this.#queues) {
      const entry = Number(address - base) / 16;
      if (entry >= 0 && entry < entries && Number.isInteger(entry)) return `entry ${entry} of vCMDQ ${queue} is replaced with ${command}`;
    }
    return undefined;
  }

  seen(n: number, facts: readonly string[]): readonly string[] {
    const { observations, machine, begins } = this.#performance;
    const seen = observations[n] ?? {};
    const said: string[] = [];
    if (facts.includes('value') && seen.value !== undefined) said.push(`the read gives 0x${seen.value}`);
    const registers = facts.filter((fact) => MAP.named(fact) !== undefined);
    if (registers.length > 0)
      said.push(
        withTable(
          'these physical registers read:',
          registers.map((name) => [name, `0x${seen[name] ?? '0'}`]),
        ),
      );
    if (facts.includes('interrupts')) {
      const count = times(Number(seen.interrupts ?? '0'));
      if (count !== undefined) said.push(`the hardware raises ${count} interrupt${count === 'one' ? '' : 's'}`);
    }
    if (facts.includes('submission') && seen.submission !== undefined) {
      const [consumed = '0', error = 'NONE'] = seen.submission.split(' ');
      said.push(
        error === 'NONE'
          ? `the SMMU's own queue consumes ${consumed} command${consumed === '1' ? '' : 's'}`
          : `the SMMU's own queue stops at command ${consumed} with ${error}`,
      );
    }
    if (facts.some((fact) => fact.startsWith('executed'))) {
      const rows = executedCommands(machine.log.since(begins[n] ?? 0), 'any');
      if (rows?.length === 0) said.push('no command reaches the SMMU');
      else if (rows !== undefined) said.push(withTable('these commands reach the SMMU:', rows));
    }
    return said;
  }
}

function hardwareSentence({ cmdqv, registers }: HostOp): Sentences {
  if (registers !== undefined && cmdqv === undefined)
    return [`the CMDQ-V hardware of an SMMU with ${identification(registers)}, out of reset`];
  if (cmdqv === undefined || cmdqv === 'none' || registers !== undefined || cmdqv.version !== undefined) return undefined;
  const { sidsLog2, vcmdqsLog2, vintfsLog2 } = { ...TEGRA241, ...cmdqv };
  return [`the CMDQ-V hardware with 2^${vcmdqsLog2} vCMDQs, 2^${vintfsLog2} VINTFs and 2^${sidsLog2} SID slots, out of reset`];
}
