/** The text with what stands between the markers of each part replaced; every part has markers, and every marker a part. */
export function withGeneratedParts(text: string, parts: ReadonlyMap<string, string>): string {
  const written = new Set<string>();
  const result = text.replace(PART, (_, name: string) => {
    const part = parts.get(name);
    if (part === undefined) throw new Error(`nothing generates the part "${name}"`);
    written.add(name);
    return `${beginning(name)}\n\n${part}\n\n${end(name)}`;
  });
  const missing = [...parts.keys()].filter((name) => !written.has(name));
  if (missing.length > 0)
    throw new Error(`the document has no markers "${beginning(missing.join(', '))}" and "${end(missing.join(', '))}"`);
  return result;
}

const PART = /<!-- (\w+): written by npm run documents -->[\s\S]*?<!-- end of \1 -->/g;

function beginning(name: string): string {
  return `<!-- ${name}: written by npm run documents -->`;
}

function end(name: string): string {
  return `<!-- end of ${name} -->`;
}
