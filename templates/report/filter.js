(() => {
  const form = document.querySelector('form.filter');
  const clauses = [...document.querySelectorAll('details.clause')];
  const texts = clauses.map((clause) => clause.textContent.toLowerCase());
  const apply = () => {
    const { text, verdict, level } = form.elements;
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    clauses.forEach((clause, i) => {
      clause.hidden =
        (verdict.value && clause.dataset.verdict !== verdict.value) ||
        (level.value && clause.dataset.level !== level.value) ||
        !words.every((word) => texts[i].includes(word));
      if (!clause.hidden) shown += 1;
    });
    for (const chapter of document.querySelectorAll('.chapter')) chapter.hidden = !chapter.querySelector('details.clause:not([hidden])');
    form.querySelector('output').textContent = shown === clauses.length ? '' : `${shown} of ${clauses.length} clauses`;
  };
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.matches('details, .chapter > h3')) return;
    if (target.hidden || target.parentElement.hidden) {
      form.reset();
      apply();
    }
    if (target.matches('details')) target.open = true;
    target.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', reveal);
  reveal();
})();
