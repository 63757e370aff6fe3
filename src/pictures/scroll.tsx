import type { ComponentChildren } from 'preact';

/** Holds what may be wider than the page; whoever has no pointer scrolls it with the keys. */
export function Scroll({ children, label }: { readonly children: ComponentChildren; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached from the keyboard.
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
