// Search without a server: the words are in search-data.js, which is loaded when somebody begins to search.
(() => {
  const root = document.currentScript.dataset.root;
  const box = document.querySelector('.search');
  const input = box.querySelector('input');
  const found = box.querySelector('#found');
  const MOST = 20;
  let ready;
  box.hidden = false;

  // A clause and a scenario are on the page of the clause's chapter, at their ID.
  const placeOf = (title) => {
    const [id] = title.split(' ');
    return `chapters/${id.split('/')[0].replace(/-\d+$/, '')}.html#${id}`;
  };

  const script = (name) =>
    new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = root + name;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });

  const load = () => {
    ready ??= Promise.all([script('minisearch.js'), script('search-data.js')]).then(() => {
      const index = new globalThis.MiniSearch({
        fields: ['title', 'text'],
        storeFields: ['place', 'title'],
        // IDs of clauses and names of registers are found whole and by their parts.
        tokenize: (text) => {
          const whole = text.toLowerCase().split(/[^a-z0-9_-]+/);
          return [...new Set([...whole, ...text.toLowerCase().split(/[^a-z0-9]+/)])].filter((word) => word !== '');
        },
        searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: 0.1, combineWith: 'AND' },
      });
      index.addAll(globalThis.cmdqvSearchData.map(([title, text, place = placeOf(title)], id) => ({ id, place, title, text })));
      return index;
    });
    return ready;
  };

  const show = (results, words) => {
    const list = document.createElement('ol');
    for (const { place, title } of results.slice(0, MOST)) {
      const link = document.createElement('a');
      link.href = root + place;
      link.textContent = title;
      const item = document.createElement('li');
      item.append(link);
      list.append(item);
    }
    const count = document.createElement('p');
    count.textContent = results.length === 0 ? `Nothing is found for “${words}”.` : `${results.length} found`;
    found.replaceChildren(count, list);
    found.hidden = false;
  };

  const search = async () => {
    const words = input.value.trim();
    if (words === '') {
      found.hidden = true;
      return;
    }
    const index = await load();
    // What was typed meanwhile has its own search.
    if (words === input.value.trim()) show(index.search(words), words);
  };

  const move = (step) => {
    const stops = [input, ...found.querySelectorAll('a')];
    stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(document.activeElement) + step))].focus();
  };

  input.addEventListener('focus', load, { once: true });
  input.addEventListener('input', search);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      found.hidden = true;
      input.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && event.target === input) {
      found.querySelector('a')?.click();
    }
  });
  found.addEventListener('click', (event) => {
    if (event.target.closest('a') !== null) found.hidden = true;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input') !== null) return;
    event.preventDefault();
    input.focus();
  });
})();
