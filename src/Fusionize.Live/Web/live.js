// Applies the server's updates to the page. Nothing that has stayed the same is touched, so focus, selection and opened parts stay.
(() => {
  'use strict';
  const state = document.getElementById('connection');
  const stream = document.body.dataset.live;

  // What the reader may have changed.
  const kept = new Set(['open', 'checked']);

  const update = (old, fresh) => {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
      old.replaceWith(fresh);
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    if (old.isEqualNode(fresh)) return;
    for (const { name, value } of [...fresh.attributes])
      if (!kept.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
    for (const { name } of [...old.attributes])
      if (!kept.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
    children(old, fresh);
  };

  const key = node => node.nodeType === Node.ELEMENT_NODE ? node.dataset.key : undefined;

  // Children with a key keep their element when others come or go before them.
  const children = (old, fresh) => {
    const byKey = new Map();
    for (const child of old.childNodes) if (key(child) !== undefined) byKey.set(key(child), child);
    const wanted = new Set();
    for (const child of fresh.childNodes) if (key(child) !== undefined) wanted.add(key(child));
    for (const [k, child] of byKey) if (!wanted.has(k)) child.remove();
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      const k = key(next);
      const same = k !== undefined ? (wanted.has(k) ? byKey.get(k) : undefined) : at && key(at) === undefined ? at : undefined;
      byKey.delete(k);
      if (!same) {
        old.insertBefore(next, at);
      } else {
        if (same === at) at = at.nextSibling; else old.insertBefore(same, at);
        update(same, next);
      }
    }
    while (at) {
      const rest = at.nextSibling;
      at.remove();
      at = rest;
    }
  };

  const apply = parts => {
    const started = performance.now();
    for (const [id, html] of Object.entries(parts)) {
      const target = document.getElementById(id);
      const fresh = target.cloneNode(false);
      fresh.innerHTML = html;
      children(target, fresh);
    }
    // Read by the benchmark: how long updates take.
    const took = performance.now() - started;
    const data = document.body.dataset;
    data.updates = Number(data.updates || 0) + 1;
    data.slowest = Math.max(Number(data.slowest || 0), took).toFixed(1);
  };

  let source = null;
  const open = () => {
    if (source || document.hidden || !stream) return;
    source = new EventSource(stream);
    source.onopen = () => { state.textContent = 'Live'; };
    source.onmessage = message => apply(JSON.parse(message.data));
    source.onerror = () => { state.textContent = 'No connection. Has fusionize ended?'; };
  };
  const close = () => {
    if (source) source.close();
    source = null;
  };
  // A page that nobody sees costs nothing.
  document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', open);
  open();

  // A route's path as a start.
  const target = document.querySelector('select[name=target]');
  const path = document.querySelector('input[name=path]');
  if (target && path)
    target.addEventListener('change', () => { path.value = target.selectedOptions[0].dataset.path || ''; });
})();
