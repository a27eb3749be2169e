// What the report can do beyond being read: tooltips, segment filter, search and sorting in long tables. Everything
// here adds to a page that is complete without it.
(() => {
  const FIRST_ROWS = 15; // as many as print shows; `beyond` marks the others

  document.documentElement.classList.add('scripted');
  const announcer = document.getElementById('announcer');
  const tables = [...document.querySelectorAll('.table')].map(toTable);
  let segment = null;
  connectTooltips(document.getElementById('tip'));
  connectSegmentFilter(document.querySelector('.filter'));
  for (const table of tables) {
    dropNeedlessTabStop(table.scroll);
    if (table.long) addTools(table);
  }

  function toTable(box) {
    const rows = [...box.querySelectorAll('tbody tr')];
    return {
      box,
      rows,
      scroll: box.querySelector('.scroll'),
      body: box.querySelector('tbody'),
      headers: [...box.querySelectorAll('thead th')],
      texts: new Map(rows.map((row) => [row, row.textContent.toLowerCase()])),
      words: '',
      long: box.classList.contains('long'),
      report: () => {},
    };
  }

  function connectTooltips(tip) {
    const show = (event) => {
      const shape = event.target.closest?.('[data-tip]');
      tip.hidden = !shape;
      if (!shape) return;
      tip.textContent = shape.dataset.tip;
      const box = shape.getBoundingClientRect();
      const x = event.clientX || box.left + box.width / 2;
      const y = event.clientY || box.top;
      tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - tip.offsetWidth - 8))}px`;
      tip.style.top = `${Math.max(8, y - tip.offsetHeight - 12)}px`;
    };
    for (const name of ['pointermove', 'pointerdown', 'focusin']) document.addEventListener(name, show);
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') tip.hidden = true;
    });
    addEventListener('scroll', () => {
      tip.hidden = true;
    });
  }

  function connectSegmentFilter(filter) {
    const buttons = [...filter.querySelectorAll('button')];
    filter.hidden = buttons.length < 3; // "all" and a single segment leave nothing to choose
    filter.addEventListener('click', (event) => {
      const pressed = event.target.closest('button');
      if (!pressed) return;
      segment = pressed.dataset.segment ?? null;
      for (const button of buttons) button.setAttribute('aria-pressed', String(button === pressed));
      dimOtherSeries(new Set(buttons.map((button) => button.dataset.segment)));
      for (const table of tables) update(table);
      announcer.textContent = segment === null ? 'All segments shown' : `Only ${segment} shown`;
    });
  }

  // A series that is no segment (a device, say) stays as it is.
  function dimOtherSeries(segments) {
    for (const shape of document.querySelectorAll('[data-series]')) {
      const { series } = shape.dataset;
      shape.classList.toggle('dimmed', segment !== null && segments.has(series) && series !== segment);
    }
  }

  function update(table) {
    let shown = 0;
    for (const row of table.rows) {
      const wanted =
        (segment === null || row.dataset.segment === undefined || row.dataset.segment === segment) &&
        table.texts.get(row).includes(table.words);
      row.hidden = !wanted;
      if (wanted) shown += 1;
      row.classList.toggle('beyond', table.long && wanted && shown > FIRST_ROWS);
    }
    table.report(shown);
  }

  function addTools(table) {
    const tools = element('div', { className: 'tools' });
    const search = element('input', { type: 'search', placeholder: 'Filter rows' });
    search.setAttribute('aria-label', `Filter rows of ${table.box.querySelector('caption').textContent}`);
    const state = element('p', {});
    const showAll = element('button', { type: 'button', className: 'show-all' });
    tools.append(search, state);
    table.box.prepend(tools);
    table.scroll.after(showAll);
    const more = table.box.querySelector('.more');
    table.report = (shown) => {
      const all = table.box.classList.contains('all');
      const visible = all ? shown : Math.min(shown, FIRST_ROWS);
      state.textContent = `${visible.toLocaleString('en-GB')} of ${shown.toLocaleString('en-GB')} rows`;
      showAll.hidden = shown <= FIRST_ROWS;
      showAll.textContent = all ? `Show the first ${FIRST_ROWS}` : `Show all ${shown.toLocaleString('en-GB')}`;
      more.hidden = shown <= FIRST_ROWS;
      more.textContent = `and ${(shown - FIRST_ROWS).toLocaleString('en-GB')} more in the HTML report`;
    };
    search.addEventListener('input', () => {
      table.words = search.value.trim().toLowerCase();
      update(table);
      announcer.textContent = state.textContent;
    });
    showAll.addEventListener('click', () => {
      table.box.classList.toggle('all');
      update(table);
    });
    for (const [column, header] of table.headers.entries()) makeSortable(table, header, column);
    update(table);
  }

  function makeSortable(table, header, column) {
    const button = element('button', { type: 'button', textContent: header.textContent });
    header.replaceChildren(button);
    button.addEventListener('click', () => {
      const descending = header.getAttribute('aria-sort') === 'ascending';
      for (const other of table.headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      table.rows.sort((a, b) => (descending ? -1 : 1) * compare(a.cells[column], b.cells[column]));
      table.body.append(...table.rows);
      update(table);
      announcer.textContent = `Sorted by ${button.textContent}, ${descending ? 'falling' : 'rising'}`;
    });
  }

  function compare(a, b) {
    if (a.dataset.value !== undefined && b.dataset.value !== undefined) return Number(a.dataset.value) - Number(b.dataset.value);
    return a.textContent.localeCompare(b.textContent, undefined, { numeric: true });
  }

  function dropNeedlessTabStop(scroll) {
    const set = () => {
      if (scroll.scrollWidth > scroll.clientWidth) scroll.tabIndex = 0;
      else scroll.removeAttribute('tabindex');
    };
    new ResizeObserver(set).observe(scroll);
  }

  function element(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }
})();
