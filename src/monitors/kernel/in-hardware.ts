import type { Operation } from '../../machine/log';
import { DESTROY } from '../../tables/uapi';
import type { Bench } from '../monitor';
import type { Scene } from '../scene';
import { askedOf } from '../views/call-structures';
import { PerIommufd } from '../views/iommufds';
import { madeBy, type UserObject } from '../views/user-objects';

/** What objects of a kind have in hardware: what the kernel set to work while it made them. */
export class InHardware<T extends object> {
  readonly #scene: Scene;
  readonly #kind: UserObject['kind'];
  /** By file and ID. */
  readonly #having: PerIommufd<T>;
  readonly #last: { set: { readonly call: number; readonly what: T } | undefined };

  constructor(scene: Scene, bench: Bench, kind: UserObject['kind']) {
    this.#scene = scene;
    this.#kind = kind;
    this.#having = bench.keep(new PerIommufd<T>());
    this.#last = bench.keep<{ set: { readonly call: number; readonly what: T } | undefined }>({ set: undefined });
  }

  /** In the call that makes an object the kernel sets something to work. */
  sets(call: Operation, what: T): void {
    this.#last.set = { call: call.n, what };
  }

  /** Takes the end of a call; gives what an object had that it destroyed. */
  ends({ event, n, port, who }: Operation): T | undefined {
    if (port !== 'host' || event.op !== 'ioctl' || event.status !== 'OK') return undefined;
    const iommufd = this.#scene.iommufds.onlyOne(who);
    if (iommufd === undefined) return undefined;
    const having = this.#having.of(who, iommufd);
    const made = madeBy(event);
    if (made?.object.kind === this.#kind) {
      if (this.#last.set?.call === n) having.set(`${event.fd} ${made.id}`, this.#last.set.what);
      else having.delete(`${event.fd} ${made.id}`);
      return undefined;
    }
    const gone = askedOf(event, DESTROY);
    if (gone === undefined) return undefined;
    const name = `${event.fd} ${gone.id}`;
    const had = having.get(name);
    having.delete(name);
    // Another object may have the ID since.
    return this.#scene.process(who).get(event.fd, gone.id)?.kind === this.#kind ? had : undefined;
  }
}
