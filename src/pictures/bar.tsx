const WIDTH = 220;
const HEIGHT = 12;

/** A part of a bar, as a share of its whole. */
interface Part {
  readonly kind: 'covered' | 'missed' | 'unreachable';
  readonly share: number;
}

/** Shares of a whole, side by side. */
export function Bar({ parts, title }: { readonly parts: readonly Part[]; readonly title: string }) {
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title} class="bar">
      <rect width={WIDTH} height={HEIGHT} class="rest" />
      {parts.map(({ kind, share }, index) => {
        const before = parts.slice(0, index).reduce((sum, part) => sum + part.share, 0);
        return <rect key={kind} x={before * WIDTH} width={share * WIDTH} height={HEIGHT} class={kind} />;
      })}
    </svg>
  );
}
