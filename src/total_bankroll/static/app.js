// Enhances pages that work without it: charts that can be read, swaps instead of page loads, calmer forms.
(() => {
  'use strict';

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, className = '', text = '') => Object.assign(document.createElement(tag), {className, textContent: text});

  /* ---------- Charts: every text is written by the server; this only places it ---------- */

  const TOP = 14; // the chart's drawing starts this far below the figure's edge

  function readable(figure) {
    const drawings = all('svg.chart, svg.donut', figure);
    const {x, spots, narrow, labels, series} = JSON.parse(figure.dataset.chart);
    const shown = () => drawings.find(svg => svg.clientWidth) || drawings[0]; // a phone may have its own
    const ring = spots?.ends; // where each arc ends, in thousandths of a turn from the top
    const ringOf = svg => ({x: spots.x, y: spots.y.map(y => y / 1000 * svg.clientWidth)});
    const spotsOf = svg => (ring ? ringOf(svg) : svg === drawings[0] ? spots : narrow);
    const cursor = make('div', 'cursor');
    const tip = make('div', 'tip');
    const spoken = make('p', 'unseen');
    spoken.setAttribute('aria-live', 'polite');
    cursor.hidden = tip.hidden = true;
    const dots = spots ? [cursor.appendChild(make('i'))] : series.map(line => cursor.appendChild(make('i', line.key)));
    figure.append(cursor, tip, spoken);
    let at = -1;

    const known = i => series
      .map((line, k) => ({...line, k, height: line.y ? line.y[i] : k, text: line.text[i]}))
      .filter(line => line.text !== null)
      .sort((a, b) => a.height - b.height);

    function fillTip(i, lines) {
      tip.replaceChildren(make('b', '', labels[i]));
      for (const line of lines) {
        const row = make('div');
        if (line.key) row.append(make('i', line.key));
        row.append(line.name, make('span', '', line.text));
        tip.append(row);
      }
      if (!lines.length) tip.append(make('div', '', 'Not known'));
    }

    function place(i, lines) {
      const svg = shown();
      const width = svg.clientWidth;
      if (spots) {
        const spot = spotsOf(svg);
        const left = spot.x[i] / 1000 * width;
        cursor.style.transform = `translate(${figure.matches('.lying') ? 0 : left}px, ${spot.y[i]}px)`;
        fillTip(i, lines);
        beside(left, width, ring ? svg.clientHeight : spot.y[i]);
        return;
      }
      const left = x[i] / 1000 * width;
      cursor.style.transform = `translateX(${left}px)`;
      dots.forEach((dot, k) => {
        const height = series[k].y[i];
        dot.hidden = height === null;
        dot.style.transform = `translateY(${height ?? 0}px)`;
      });
      fillTip(i, lines);
      beside(left, width, 0);
    }

    function beside(left, width, top) {
      const room = left + tip.offsetWidth + 16 < width;
      tip.style.transform = `translate(${Math.max(0, room ? left + 16 : left - tip.offsetWidth - 16)}px, ${top}px)`;
    }

    function show(i, aloud) {
      if (i === at) return;
      at = i;
      cursor.hidden = tip.hidden = false;
      const lines = known(i);
      place(i, lines);
      if (aloud) spoken.textContent = `${labels[i]}: ` + (lines.map(line => `${line.name} ${line.text}`.trim()).join(', ') || 'not known');
    }

    function hide() {
      at = -1;
      cursor.hidden = tip.hidden = true;
    }

    function nearest(event) {
      const svg = shown();
      const box = svg.getBoundingClientRect();
      const [across, down] = [event.clientX - box.left, event.clientY - box.top];
      if (ring) {
        const turn = Math.atan2(across - box.width / 2, box.height / 2 - down) / (2 * Math.PI);
        show(Math.max(0, ring.findIndex(end => (turn + 1) % 1 * 1000 <= end)));
        return;
      }
      const places = spots ? spotsOf(svg) : {x};
      const far = i => Math.hypot(places.x[i] / 1000 * box.width - across, places.y ? places.y[i] - down : 0);
      let best = 0;
      labels.forEach((label, i) => { if (far(i) < far(best)) best = i; });
      show(best);
    }

    /* The next spot in a row or in a column; where there is none, the reader stays. */
    function neighbour(key) {
      const places = spotsOf(shown());
      const [along, over] = key.endsWith('Left') || key.endsWith('Right') ? [places.x, places.y] : [places.y, places.x];
      const way = key.endsWith('Left') || key.endsWith('Up') ? -1 : 1;
      const ahead = i => (along[i] - along[at]) * way;
      const line = labels.map((label, i) => i).filter(i => over[i] === over[at] && ahead(i) > 0);
      return line.sort((a, b) => ahead(a) - ahead(b))[0] ?? at;
    }

    function step(event) {
      const last = labels.length - 1;
      const leap = Math.max(1, Math.round(last / 12));
      const target = {
        ArrowLeft: at < 0 ? last : at - 1, ArrowRight: at < 0 ? 0 : at + 1,
        ...(spots && !ring && {ArrowUp: last, ArrowDown: 0}),
        ...(spots && !ring && at >= 0 && event.key.startsWith('Arrow') && {[event.key]: neighbour(event.key)}),
        PageUp: at - leap, PageDown: at + leap, Home: 0, End: last,
      }[event.key];
      if (event.key === 'Escape') hide();
      if (target === undefined) return;
      event.preventDefault();
      show(Math.min(last, Math.max(0, target)), true);
    }

    figure.addEventListener('pointermove', nearest);
    figure.addEventListener('pointerdown', nearest);
    figure.addEventListener('pointerleave', hide);
    figure.addEventListener('blur', hide);
    figure.addEventListener('keydown', step);
  }

  /* ---------- Forms: sent once, each time with its own number ---------- */

  function freshNumber() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  }

  function hold(form) {
    form.dataset.sent = '1';
    for (const button of all('button:not([type="button"])', form)) button.setAttribute('aria-disabled', 'true');
  }

  function release(form) {
    delete form.dataset.sent;
    for (const button of all('[aria-disabled]', form)) button.removeAttribute('aria-disabled');
  }

  /* What was typed and not yet sent, by the id of its field. */
  function halfTyped(except) {
    const fields = all('input[id]:not([type="hidden"], [type="checkbox"], [type="radio"], [type="file"]), textarea[id]');
    return fields
      .filter(field => field.value !== field.defaultValue && !(except && except.contains(field)))
      .map(field => [field.id, field.value]);
  }

  function retype(values) {
    for (const [id, value] of values) {
      const field = document.getElementById(id);
      if (field && 'value' in field) field.value = value;
    }
  }

  /* ---------- Swapping the regions of a page for those of a fetched one ---------- */

  const here = () => location.pathname + location.search;
  let fetching = null;
  let shown = here();

  function focusMark() {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    return {id: focused.id, text: focused.textContent, href: focused.getAttribute('href'), form: focused.form?.getAttribute('action')};
  }

  function refocus(mark) {
    if (!mark || (document.activeElement && document.activeElement !== document.body)) return;
    const target = (mark.id && document.getElementById(mark.id))
      || (mark.href && all('a[data-swap]').find(link => link.getAttribute('href') === mark.href && link.textContent === mark.text))
      || (mark.form && all('form').find(form => form.getAttribute('action') === mark.form)?.querySelector('input:not([type="hidden"]), button'));
    target?.focus({preventScroll: true});
  }

  const unversioned = link => link.getAttribute('href').split('?')[0];

  /* The same page: region by region. Another page: all of it. Says which of the two it was. */
  function apply(fetched) {
    const regions = all('[data-region]');
    const same = regions.length > 0 && regions.every(region => fetched.getElementById(region.id))
      && all('[data-region]', fetched).length === regions.length;
    document.title = fetched.title;
    greet(all('#toasts > *', fetched), one('[aria-invalid="true"]', fetched));
    if (same) {
      const editors = all('.editor');
      for (const region of regions) {
        const fresh = fetched.getElementById(region.id);
        if (fresh.outerHTML !== region.outerHTML) region.replaceWith(fresh);
      }
      for (const editor of editors) rowOf(editor)?.after(editor); // with what is typed in it
      return true;
    }
    const messages = one('#toasts');
    for (const sheet of all('link[rel="stylesheet"]', fetched)) {
      const known = all('link[rel="stylesheet"]').find(link => unversioned(link) === unversioned(sheet));
      if (!known) document.head.append(document.importNode(sheet));
      else if (known.getAttribute('href') !== sheet.getAttribute('href')) known.setAttribute('href', sheet.getAttribute('href'));
    }
    document.body.className = fetched.body.className;
    document.body.replaceChildren(...fetched.body.childNodes);
    if (messages && one('#toasts')) one('#toasts').replaceWith(messages);
    document.documentElement.dataset.theme = fetched.documentElement.dataset.theme || '';
    if (!document.documentElement.dataset.theme) delete document.documentElement.dataset.theme;
    window.scrollTo(0, 0);
    one('.error-summary, #main')?.focus({preventScroll: true});
    return false;
  }

  async function fetched(url, options) {
    const answer = await fetch(url, {...options, headers: {'X-Requested-With': 'fetch'}});
    const html = (answer.headers.get('Content-Type') || '').startsWith('text/html');
    if (!html) throw new TypeError('not a page');
    return {answer, page: new DOMParser().parseFromString(await answer.text(), 'text/html')};
  }

  function render(page, sent) {
    const typed = halfTyped(sent);
    const mark = focusMark();
    const same = apply(page);
    if (same) retype(typed);
    start();
    if (same) refocus(mark);
    shown = here();
  }

  function busy(on) {
    if (on) document.documentElement.setAttribute('aria-busy', 'true');
    else document.documentElement.removeAttribute('aria-busy');
  }

  async function visit(url, {push}) {
    fetching?.abort();
    const mine = fetching = new AbortController();
    busy(true);
    try {
      const {answer, page} = await fetched(url, {signal: mine.signal});
      if (!answer.ok) throw new TypeError('not this page');
      if (push) history.pushState({swapped: true}, '', answer.url);
      render(page, null);
    } catch (problem) {
      if (problem.name !== 'AbortError') location.assign(url);
    } finally {
      if (fetching === mine) busy(false);
    }
  }

  /* A form is sent once and never again by itself: whether it arrived is not known when no answer comes. */
  async function send(form, button) {
    const body = new FormData(form, button);
    fetching?.abort();
    hold(form);
    busy(true);
    try {
      const {answer, page} = await fetched(form.getAttribute('action') || location.href, {method: 'POST', body});
      const elsewhere = answer.redirected && new URL(answer.url).pathname !== location.pathname;
      if (elsewhere) history.pushState({swapped: true}, '', answer.url);
      render(page, form);
      if (answer.ok && form.isConnected) settle(form);
    } catch {
      say('No answer came. What you typed is still here; sending it again counts only once.', 'error');
    } finally {
      release(form);
      busy(false);
    }
  }

  /* A form outside all regions stays as it is: empty it, and give it the next number. */
  function settle(form) {
    form.reset();
    const number = one('[name="submission_id"]', form);
    if (number) number.value = freshNumber();
  }

  /* ---------- Editing an entry below its row: the form of its own page ---------- */

  const REFERENCES = ['id', 'for', 'form', 'list', 'aria-describedby', 'aria-labelledby'];
  const rowOf = editor => one(`tr[data-id="${editor.dataset.editor}"]`);

  /* Ids of its own: the page may have them already, and several forms may be open. */
  function prefixed(section, prefix) {
    for (const name of REFERENCES) {
      for (const element of all(`[${name}]`, section)) {
        element.setAttribute(name, element.getAttribute(name).split(' ').map(id => prefix + id).join(' '));
      }
    }
    for (const link of all('a[href^="#"]', section)) link.setAttribute('href', `#${prefix}${link.getAttribute('href').slice(1)}`);
  }

  function fill(editor, page) {
    const card = make('div', one('#main section', page).className);
    card.append(...one('#main section', page).childNodes);
    prefixed(card, `edit-${editor.dataset.editor}-`);
    card.setAttribute('role', 'group');
    card.setAttribute('aria-label', one('h1', page).textContent);
    one('td', editor).replaceChildren(card);
    start();
    one('.error-summary, select, input:not([type="hidden"])', card).focus();
  }

  async function edit(link) {
    const row = link.closest('tr');
    const id = row.dataset.id;
    const open = one(`.editor[data-editor="${id}"]`);
    if (open) return closeEditor(open);
    busy(true);
    try {
      const {answer, page} = await fetched(link.href);
      if (!answer.ok) throw new TypeError('not this page');
      const editor = make('tr', 'editor');
      editor.dataset.editor = id;
      editor.append(make('td'));
      editor.firstChild.colSpan = row.cells.length;
      row.after(editor);
      fill(editor, page);
    } catch {
      location.assign(link.href);
    } finally {
      busy(false);
    }
  }

  function closeEditor(editor) {
    const link = one('[data-edit]', rowOf(editor));
    editor.remove();
    link?.focus();
  }

  async function save(form, button) {
    const editor = form.closest('.editor');
    const body = new FormData(form, button);
    hold(form);
    busy(true);
    try {
      const {answer, page} = await fetched(form.getAttribute('action'), {method: 'POST', body});
      if (answer.redirected) {
        editor.remove();
        render(page, form);
        const row = rowOf(editor);
        if (row) one('[data-edit]', row).focus({preventScroll: true});
      } else if (one('#main section form', page)) {
        fill(editor, page);
      } else {
        say(one('h1', page).textContent, 'error');
      }
    } catch {
      say('No answer came. What you typed is still here; sending it again counts only once.', 'error');
    } finally {
      release(form);
      busy(false);
    }
  }

  /* ---------- Messages ---------- */

  function say(text, kind) {
    const toast = make('div', `toast ${kind}`);
    toast.append(make('p', '', text));
    one('#toasts')?.append(toast);
    tend(toast);
  }

  /* What was done before gives way, to a mistake as well: ten balances are no wall of messages. */
  function greet(messages, refused) {
    if (messages.length || refused) for (const old of all('#toasts > .success')) old.remove();
    one('#toasts')?.append(...messages);
  }

  function tend(toast) {
    if (toast.dataset.tended) return;
    toast.dataset.tended = '1';
    const close = make('button', 'toast-button', '×');
    close.type = 'button';
    close.setAttribute('aria-label', 'Close message');
    close.addEventListener('click', () => toast.remove());
    toast.append(close);
    if (!toast.classList.contains('success') || 'stays' in toast.dataset) return;
    const later = () => { if (!toast.matches(':hover, :focus-within')) toast.remove(); else setTimeout(later, 3000); };
    setTimeout(later, 7000);
  }

  /* ---------- Listening ---------- */

  document.addEventListener('click', event => {
    for (const menu of all('[data-menu][open]')) if (!menu.contains(event.target)) menu.open = false;
    const link = event.target.closest?.('a[data-swap], a[data-edit], .editor a[data-cancel]');
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if ('edit' in link.dataset) edit(link);
    else if ('cancel' in link.dataset) closeEditor(link.closest('.editor'));
    else visit(link.href, {push: link.href !== location.href});
  });

  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    for (const menu of all('[data-menu][open]')) {
      menu.open = false;
      one('summary', menu).focus();
    }
    const editor = event.target.closest?.('.editor');
    if (editor) closeEditor(editor);
  });

  document.addEventListener('submit', event => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) {
      event.preventDefault();
    } else if (form.closest('.editor')) {
      event.preventDefault();
      save(form, event.submitter);
    } else if (form.matches('[data-swap]')) {
      event.preventDefault();
      send(form, event.submitter);
    } else {
      hold(form);
      setTimeout(() => release(form), 8000);
    }
  });

  window.addEventListener('popstate', event => {
    if (event.state?.swapped && here() !== shown) visit(location.href, {push: false});
  });

  window.addEventListener('pageshow', () => all('form[data-sent]').forEach(release));

  /* A tag is suggested behind those that are typed already. */
  function suggest(field) {
    const typed = field.value.slice(0, field.value.lastIndexOf(',') + 1);
    for (const option of all('option', field.list)) {
      option.dataset.tag ??= option.value;
      option.value = typed ? `${typed} ${option.dataset.tag}` : option.dataset.tag;
    }
  }

  document.addEventListener('input', event => {
    if (event.target.name === 'tags' && event.target.list) suggest(event.target);
  });

  function start() {
    for (const figure of all('[data-chart]')) {
      if (figure.dataset.read) continue;
      figure.dataset.read = '1';
      readable(figure);
    }
    all('.toast').forEach(tend);
  }

  history.replaceState({...history.state, swapped: true}, '');
  start();
  if (!location.hash) one('.error-summary')?.focus({preventScroll: true});
})();
