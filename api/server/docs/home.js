// Fills the welcome page with what this service is and a question that has an answer.
(async () => {
  const reply = await fetch('/api/v1/meta');
  if (!reply.ok) return;
  const meta = await reply.json();
  const parts = [];
  if (meta.city) parts.push(meta.city);
  if (meta.demo) parts.push(meta.demo);
  parts.push(`${meta.facilities} 家机构 · ${meta.facilities} facilities`);
  document.getElementById('service').textContent = parts.join(' · ');

  const list = await (await fetch('/api/v1/facilities?limit=20&facets=false&vacant=true&age_months=20')).json();
  const first = list.items.find((f) => f.point);
  const point = first ? first.point : meta.bbox && [(meta.bbox[0] + meta.bbox[2]) / 2, (meta.bbox[1] + meta.bbox[3]) / 2];
  if (!point) return;
  const near = point.map((n) => n.toFixed(5)).join(',');
  const questions = [
    [`/api/v1/facilities?near=${near}&minutes=15&age_months=20&vacant=true`, '步行 15 分钟内、20 个月大的孩子有托位的机构 · with room for a child of 20 months'],
    [`/api/v1/circle?near=${near}&minutes=15&max_vertices=120`, '15 分钟步行范围 · the walking area'],
    [`/api/v1/facilities?near=${near}&minutes=15&profile=stroller`, '推婴儿车 · with a stroller'],
  ];
  const ul = document.getElementById('try');
  const last = ul.firstElementChild;
  for (const [href, text] of questions) {
    const li = document.createElement('li');
    const a = document.createElement('a');
    a.href = href;
    a.textContent = text;
    li.append(a);
    ul.insertBefore(li, last);
  }
})();
