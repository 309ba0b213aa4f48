// Draws /openapi.json as a page: every route with its parameters and replies, and a form to try the GET routes.
'use strict';

const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (k === 'class') node.className = v;
    else if (k.startsWith('on')) node.addEventListener(k.slice(2), v);
    else if (v !== undefined && v !== false) node.setAttribute(k, v === true ? '' : v);
  }
  node.append(...children.filter((c) => c !== undefined && c !== null && c !== ''));
  return node;
};

let spec;
const resolve = (schema) => (schema && schema.$ref ? spec.components.schemas[schema.$ref.split('/').pop()] : schema) || {};
const nameOf = (schema) => (schema && schema.$ref ? schema.$ref.split('/').pop() : '');

const typeOf = (schema) => {
  if (!schema) return '';
  if (schema.$ref) return el('a', { href: `#schema-${nameOf(schema)}` }, nameOf(schema));
  const type = Array.isArray(schema.type) ? schema.type.filter((t) => t !== 'null').join(' | ') : schema.type || '';
  if (type === 'array') return el('span', {}, 'array of ', typeOf(schema.items));
  return schema.format ? `${type} (${schema.format})` : type;
};

const limitsOf = (s) => {
  const out = [];
  const values = s.enum || (s.items && s.items.enum);
  if (values) out.push(values.join(' | '));
  const low = s.minimum ?? (s.exclusiveMinimum !== undefined ? `> ${s.exclusiveMinimum}` : undefined);
  if (low !== undefined || s.maximum !== undefined) out.push(`${low ?? '…'} – ${s.maximum ?? '…'}`);
  if (s.default !== undefined) out.push(`默认 default ${s.default}`);
  return out.join(' · ');
};

const inputFor = (p, id) => {
  const s = p.schema || {};
  const label = `${p.name}`;
  if (s.enum || s.type === 'boolean') {
    const values = s.enum || ['true', 'false'];
    return el('select', { id, name: p.name, 'aria-label': label }, el('option', { value: '' }, '–'),
      ...values.map((v) => el('option', { value: v }, String(v))));
  }
  const example = (p.example ?? (s.examples && s.examples[0])) ?? '';
  return el('input', { id, name: p.name, 'aria-label': label, placeholder: String(example), autocomplete: 'off', spellcheck: 'false' });
};

const tryIt = (path, params, article) => {
  const out = el('div', { 'aria-live': 'polite' });
  const send = async (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    let url = path;
    for (const p of params) {
      const field = article.querySelector(`[name="${p.name}"][data-in="${p.in}"]`);
      const value = field ? field.value.trim() : '';
      if (p.in === 'path') url = url.replace(`{${p.name}}`, encodeURIComponent(value));
      else if (value && p.in === 'query') query.set(p.name, value);
    }
    const text = query.toString();
    if (text) url += `?${text}`;
    out.replaceChildren(el('p', { class: 'soft' }, '…'));
    const began = performance.now();
    try {
      const reply = await fetch(url);
      const took = performance.now() - began;
      const kind = reply.headers.get('Content-Type') || '';
      let body;
      if (kind.includes('json')) body = JSON.stringify(await reply.json(), null, 2);
      else if (kind.startsWith('text/')) body = await reply.text();
      else body = `${(await reply.arrayBuffer()).byteLength} bytes of ${kind}`;
      out.replaceChildren(
        el('p', { class: 'answer-head' }, el('strong', {}, String(reply.status)), el('span', {}, `${took.toFixed(0)} ms`), el('a', { href: url }, url)),
        el('pre', { tabindex: '0' }, body.length > 200000 ? `${body.slice(0, 200000)}\n…` : body));
    } catch (err) {
      out.replaceChildren(el('p', { class: 'need' }, String(err)));
    }
  };
  return [send, out];
};

const drawRoute = (method, path, op) => {
  const params = (op.parameters || []).filter((p) => p.in !== 'header');
  const article = el('article', { id: op.operationId, 'aria-labelledby': `${op.operationId}-title` });
  const canTry = method === 'get' && path !== '/api/v1/stream';
  article.append(
    el('h3', { id: `${op.operationId}-title` }, op.summary || op.operationId),
    el('p', {}, el('span', { class: 'method' }, method.toUpperCase()), el('span', { class: 'path' }, path)),
    op.description ? el('p', {}, op.description) : '');
  const [send, out] = tryIt(path, params, article);
  const form = el('form', { onsubmit: send });
  if (params.length) {
    const rows = params.map((p, i) => {
      const id = `${op.operationId}-${i}`;
      const field = canTry ? inputFor(p, id) : '';
      if (field) field.dataset.in = p.in;
      return el('tr', {},
        el('td', {}, el('label', { for: id }, el('code', {}, p.name)), p.required ? el('span', { class: 'need' }, ' 必填 required') : ''),
        el('td', {}, typeOf(p.schema), ' ', el('span', { class: 'soft' }, limitsOf(p.schema || {})), el('div', {}, p.description || '')),
        el('td', {}, field));
    });
    form.append(el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, '参数 parameter'), el('th', { scope: 'col' }, '含义 meaning'), el('th', { scope: 'col' }, canTry ? '值 value' : ''))), el('tbody', {}, ...rows)));
  }
  if (op.requestBody) {
    const schema = op.requestBody.content['application/json'].schema;
    form.append(el('p', {}, '请求体 body: ', typeOf(schema)));
  }
  if (canTry) form.append(el('button', { type: 'submit' }, '试一试 Try'), out);
  article.append(form);
  const replies = Object.entries(op.responses || {}).map(([status, r]) => {
    const media = Object.entries(r.content || {});
    return el('li', {}, el('strong', {}, status), ` ${r.description || ''} `, ...media.flatMap(([kind, m]) => [el('code', {}, kind), ' ', typeOf(m.schema)]));
  });
  article.append(el('details', {}, el('summary', {}, '回复 replies'), el('ul', {}, ...replies)));
  return article;
};

const drawSchema = (name, schema) => el('details', { id: `schema-${name}` }, el('summary', {}, el('code', {}, name)),
  schema.description ? el('p', {}, schema.description) : '',
  el('dl', {}, ...Object.entries(schema.properties || {}).flatMap(([k, v]) => [
    el('dt', {}, el('code', {}, k), (schema.required || []).includes(k) ? '' : ' ?'),
    el('dd', {}, typeOf(v), ' ', el('span', { class: 'soft' }, limitsOf(resolve(v) === v ? v : {})), ' ', v.description || ''),
  ])));

const openTarget = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === 'DETAILS') target.open = true;
  if (target) target.scrollIntoView();
};

(async () => {
  spec = await (await fetch('/openapi.json')).json();
  document.getElementById('about').replaceChildren(
    el('h1', {}, spec.info.title, ' ', el('span', { class: 'soft' }, spec.info.version)), el('p', {}, spec.info.description));
  const routes = document.getElementById('routes');
  const nav = document.getElementById('nav');
  for (const tag of spec.tags) {
    const list = el('ul', {});
    nav.append(el('h2', {}, tag.name), list);
    routes.append(el('h2', {}, tag.description || tag.name));
    const place = (op) => (spec['x-order'] || []).indexOf(op.operationId);
    const found = Object.entries(spec.paths).flatMap(([path, item]) => Object.entries(item).map(([method, op]) => ({ path, method, op })))
      .filter(({ op }) => op.tags && op.tags.includes(tag.name)).sort((a, b) => place(a.op) - place(b.op));
    for (const { path, method, op } of found) {
      routes.append(drawRoute(method, path, op));
      list.append(el('li', {}, el('a', { href: `#${op.operationId}` }, op.summary || path)));
    }
  }
  const codes = spec['x-codes'] || {};
  document.getElementById('codes').append(el('h2', {}, '错误代码 Codes'), el('dl', {}, ...Object.entries(codes).flatMap(([code, text]) => [
    el('dt', { id: code }, el('code', {}, code)), el('dd', {}, text)])));
  document.getElementById('schemas').append(el('h2', {}, '数据结构 Schemas'),
    ...Object.entries(spec.components.schemas).map(([name, schema]) => drawSchema(name, schema)));
  nav.append(el('h2', {}, '附 appendix'), el('ul', {}, el('li', {}, el('a', { href: '#codes' }, '错误代码 Codes')), el('li', {}, el('a', { href: '#schemas' }, '数据结构 Schemas'))));
  openTarget();
  addEventListener('hashchange', openTarget);
})();
