import type { Operation } from '../../src/machine/log';
import { type UserObject, UserObjects } from '../../src/monitors/views/user-objects';
import { defineParameterType } from '../cucumber';
import { Then } from '../vocabulary';

/** What a VMM holds, by the plural that sentences have. */
const KINDS = { HWPTs: 'HWPT', vIOMMUs: 'vIOMMU', vDEVICEs: 'vDEVICE', vEVENTQs: 'vEVENTQ' } as const satisfies Record<
  string,
  UserObject['kind']
>;

type Kind = keyof typeof KINDS;

/** Kinds of objects: `HWPTs, vIOMMUs and vEVENTQs`. */
defineParameterType({
  name: 'objects',
  regexp: /(?:HWPTs|vIOMMUs|vDEVICEs|vEVENTQs)(?:(?:, | and )(?:HWPTs|vIOMMUs|vDEVICEs|vEVENTQs))*/,
  transformer: (text: string) => text.split(/, | and /) as Kind[],
});

/** What a process has when these operations are all that happened. */
function objectsOf(operations: readonly Operation[], process: string): UserObjects {
  const objects = new UserObjects();
  for (const { event, port, who } of operations) if (port === 'host' && who === process) objects.see(event);
  return objects;
}

/** How many objects of a kind it has in all its iommufds. */
function countOf(objects: UserObjects, kind: UserObject['kind']): number {
  return objects.files.reduce((sum, fd) => sum + objects.of(fd, kind).length, 0);
}

/** Of these objects the only VM has as many as before the When: what it has made it has given back, one by one or with the iommufd. */
Then('the device holds as many {objects} as before', ['observe.hostCalls'], (world, kinds: readonly Kind[]) => {
  const { operations } = world.machine.log;
  const began = operations.findIndex(({ phase }) => phase === 'act');
  const counted = (all: readonly Operation[]) => {
    const objects = objectsOf(all, world.soleVm);
    return kinds.map((kind) => `${countOf(objects, KINDS[kind])} ${kind}`);
  };
  const [before, after] = [counted(began < 0 ? operations : operations.slice(0, began)), counted(operations)];
  if (before.join() !== after.join()) world.fail(`the device holds ${after.join(', ')}, not ${before.join(', ')}`, before, after);
});

/** All vIOMMUs of the only VM are objects of one iommufd, whatever else it has iommufds for. */
Then('the device has all its vIOMMUs in one iommufd', ['observe.hostCalls'], (world) => {
  const objects = objectsOf(world.machine.log.operations, world.soleVm);
  const files = objects.files.filter((fd) => objects.of(fd, 'vIOMMU').length > 0).map((fd) => `fd ${fd}`);
  if (files.length !== 1) world.fail(`vIOMMUs are in ${files.length} iommufds`, 'one iommufd', files);
});
