import type { ComponentChildren } from 'preact';
import { Scroll } from './scroll';

/** A picture with what it shows. */
export function Figure({
  caption,
  children,
  label,
}: {
  readonly caption: ComponentChildren;
  readonly children: ComponentChildren;
  readonly label: string;
}) {
  return (
    <figure>
      <Scroll label={label}>{children}</Scroll>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}
