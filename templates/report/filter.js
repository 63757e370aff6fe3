(() => {
  const form = document.querySelector('form.filter');
  const { text, verdict, level } = form.elements;
  const output = form.querySelector('output');
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  const FAILURES = '.cause details.failure, .cause ul.lines > li[data-verdict]';
  const entries = all(`details.clause, ${FAILURES}`);
  const groups = all('.chapter, .cause');
  const clauses = entries.filter((entry) => entry.matches('details.clause'));
  // What they say is gathered once, when somebody first asks.
  let texts;
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const any = words.length > 0 || verdict.value !== '' || level.value !== '';
    if (words.length > 0)
      texts ??= entries.map((entry) =>
        `${entry.textContent} ${entry.closest('.cause')?.querySelector('h3').textContent ?? ''}`.toLowerCase(),
      );
    entries.forEach((entry, i) => {
      const shown =
        (verdict.value === '' || entry.dataset.verdict === verdict.value) &&
        (level.value === '' || entry.dataset.level === level.value) &&
        words.every((word) => texts[i].includes(word));
      if (entry.hidden === shown) entry.hidden = !shown;
    });
    for (const group of groups) {
      const own = all(`details.clause, ${FAILURES}`, group);
      const shown = own.some((entry) => !entry.hidden);
      if (group.hidden === shown) group.hidden = !shown;
      // What is found in a fold is shown.
      if (any && words.length > 0)
        for (const entry of own) if (!entry.hidden && entry.matches('li')) entry.closest('details')?.setAttribute('open', '');
    }
    const shown = clauses.filter((clause) => !clause.hidden).length;
    const failures = entries.filter((entry) => !entry.hidden && !entry.matches('details.clause')).length;
    output.textContent = any
      ? `${shown} of ${clauses.length} clauses${entries.length > clauses.length ? `, ${failures} entries among the failures` : ''}`
      : '';
  };
  const state = () => {
    const asked = new URLSearchParams();
    for (const field of [text, verdict, level]) if (field.value !== '') asked.set(field.name, field.value);
    return asked.size === 0 ? '' : `#?${asked}`;
  };
  let waiting;
  const changed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      apply();
      history.replaceState(null, '', state() || location.href.replace(/#.*$/, ''));
    }, 80);
  };
  const reveal = () => {
    if (location.hash.startsWith('#?')) {
      const asked = new URLSearchParams(location.hash.slice(2));
      for (const field of [text, verdict, level]) field.value = asked.get(field.name) ?? '';
      apply();
      return;
    }
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.matches('details, .chapter > h3')) return;
    if (target.closest('[hidden]')) {
      form.reset();
      apply();
    }
    if (target.matches('details')) target.open = true;
    target.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener('input', changed);
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', reveal);
  reveal();
})();
