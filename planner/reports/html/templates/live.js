/* Plan again: moves numbers of the model that the page carries, has a worker solve it, and shows both plans. */
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const root = byId("live");
  const number = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6, signDisplay: "negative" });
  const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1, signDisplay: "negative" });
  const made = (tag, words, attributes = {}) => {
    const found = document.createElement(tag);
    if (words !== undefined) found.textContent = words;
    for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
    return found;
  };
  const unpacked = async (id) => {
    const held = atob(byId(id).textContent.trim());
    const bytes = Uint8Array.from(held, (sign) => sign.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  };

  let head, data, begin, worker, wasm, code, inputs = [], decisions = [], latest = null;
  const array = ([type, at, count]) => type === "i" ? new Int32Array(data, begin + at, count) : new Float64Array(data, begin + at, count);

  async function open() {
    data = await unpacked("live-model");
    const length = Number(new DataView(data).getBigUint64(0, true));
    head = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 8, length)));
    begin = 8 + length;
    controls();
    projects();
    byId("live-go").disabled = false;
    byId("live-go").addEventListener("click", plan);
    byId("live-stop").addEventListener("click", stop);
    byId("live-back").addEventListener("click", back);
    byId("live-copy").addEventListener("click", copy);
  }

  function controls() {
    const groups = new Map();
    head.controls.forEach((control, n) => {
      if (!groups.has(control.kind)) {
        const group = made("details", undefined, { class: "block" });
        group.append(made("summary", control.kind));
        groups.set(control.kind, group);
        byId("live-controls").append(group);
      }
      const percent = !control.factor;
      const input = made("input", undefined, { type: "range", min: control.low, max: control.high, step: 0.01, id: `live-c${n}` });
      input.value = control.now;
      const output = made("output", told(control.now, percent), { for: input.id });
      input.addEventListener("input", () => { output.textContent = told(input.valueAsNumber, percent); rows(); });
      const label = made("label", undefined, { for: input.id });
      label.append(made("bdi", control.label));
      const line = made("div", undefined, { class: "live-line" });
      line.append(label, input, output);
      groups.get(control.kind).append(line);
      inputs.push(input);
    });
  }

  const told = (value, percent) => percent ? share.format(value) : "× " + number.format(value);

  function projects() {
    const group = made("details", undefined, { class: "block" });
    group.append(made("summary", "Projects: free, must or never"));
    head.projects.forEach((project, n) => {
      const select = made("select", undefined, { id: `live-p${n}` });
      for (const word of ["free", "must", "never"]) select.append(made("option", word, { value: word }));
      select.value = project.decision;
      select.addEventListener("change", rows);
      const label = made("label", undefined, { for: select.id });
      label.append(made("bdi", `${project.name}, ${project.place}`));
      const line = made("div", undefined, { class: "live-line" });
      line.append(label, select);
      group.append(line);
      decisions.push(select);
    });
    if (head.projects.length) byId("live-controls").append(group);
  }

  /* What was moved, as rows of the sheet Cases. */
  function changes() {
    const found = [];
    head.controls.forEach((control, n) => {
      const value = Number(inputs[n].value);
      if (Math.abs(value - control.now) <= 1e-9) return;
      for (const cell of control.cells) found.push([...cell, control.factor ? `x${value}` : String(value)]);
    });
    head.projects.forEach((project, n) => {
      if (decisions[n].value !== project.decision) found.push(["Projects", project.name, "decision", decisions[n].value]);
    });
    return found;
  }

  function rows() {
    const body = byId("live-rows");
    body.replaceChildren();
    for (const change of changes()) {
      const row = made("tr");
      row.append(made("td", "what if"), ...change.map((cell) => made("td", cell)));
      body.append(row);
    }
    byId("live-cases").hidden = !body.children.length;
  }

  function copy() {
    const text = changes().map((change) => ["what if", ...change].map((cell) => /^[=+\-@]/.test(cell) ? `'${cell}` : cell).join("\t")).join("\n");
    navigator.clipboard.writeText(text).then(() => say("Copied: paste it below the last row of the sheet Cases."),
      () => say("The browser does not let this page copy: mark the rows and copy them by hand."));
  }

  /* The model with every control where it stands; controls of two kinds on one number multiply. */
  function model() {
    const base = Object.fromEntries(Object.entries(head.arrays).map(([part, at]) => [part, array(at)]));
    const numbers = Object.fromEntries(Object.entries(base).map(([part, held]) => [part, held.slice()]));
    for (const kind of new Set(head.controls.map((control) => control.kind))) {
      const before = Object.fromEntries(Object.entries(numbers).map(([part, held]) => [part, held.slice()]));
      head.controls.forEach((control, n) => {
        if (control.kind !== kind) return;
        const step = Number(inputs[n].value) - control.anchor;
        for (const [part, [places, slope]] of Object.entries(control.moved)) {
          const slopes = array(slope);
          array(places).forEach((place, i) => {
            const held = base[part][place];
            numbers[part][place] += slopes[i] * step * (held === 0 ? 1 : before[part][place] / held);
          });
        }
      });
    }
    return decided(numbers);
  }

  function decided(numbers) {
    const { cost, lower, upper, row_lower: rowLower, row_upper: rowUpper, matrix } = numbers;
    const starts = Array.from(array(head.starts)), indices = Array.from(array(head.indices)), values = Array.from(matrix);
    const low = Array.from(rowLower), high = Array.from(rowUpper);
    head.projects.forEach((project, n) => {
      const word = decisions[n].value, columns = array(project.starts);
      if (project.row >= 0 && word !== "must") low[project.row] = -Infinity;
      if (word === "never") columns.forEach((column) => { upper[column] = 0; });
      if (word === "must" && project.row < 0) {
        columns.forEach((column) => { indices.push(column); values.push(1); });
        starts.push(indices.length);
        low.push(1);
        high.push(Infinity);
      }
    });
    return {
      numCols: head.columns, numRows: low.length, colCost: cost, colLower: lower, colUpper: upper,
      rowLower: Float64Array.from(low), rowUpper: Float64Array.from(high), integrality: array(head.integer).slice(),
      matrix: { format: "csr", numRows: low.length, numCols: head.columns, starts: Int32Array.from(starts),
        indices: Int32Array.from(indices), values: Float64Array.from(values) },
    };
  }

  /* The report's plan as what the solver begins from: a plan near it is found at once, where nothing forbids it. */
  function beginning() {
    const indices = [], values = [];
    head.projects.forEach((project, n) => {
      if (decisions[n].value !== project.decision) return;
      array(project.starts).forEach((column, i) => { indices.push(column); values.push(project.begun[i]); });
    });
    return { indices: Int32Array.from(indices), values: Float64Array.from(values) };
  }

  async function plan() {
    busy(true);
    say("Loading the solver ...");
    try {
      wasm ??= await unpacked("live-wasm");
      code ??= URL.createObjectURL(new Blob([new TextDecoder().decode(await unpacked("live-solver")), "\n", byId("live-worker").textContent], { type: "text/javascript" }));
      latest = { values: null, best: Infinity, bound: -Infinity };
      worker = new Worker(code);
      worker.onmessage = heard;
      worker.onerror = (event) => ended(`The solver could not run here: ${event.message || "the browser refused it"}.`);
      const gap = Number(byId("live-gap").value) / 100, seconds = Number(byId("live-seconds").value);
      worker.postMessage({ wasm, model: model(), options: { gap, moneyGap: 1e-9, seconds, begin: beginning() } });
      say("Solving ...");
    } catch (error) {
      ended(`The page could not plan: ${error.message}.`);
    }
  }

  function heard({ data: news }) {
    if (news.failed) { ended(`The solver failed: ${news.failed}.`); return; }
    latest = { ...latest, ...Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined)) };
    if (!news.done) { progress(); return; }
    if (news.infeasible) { ended("No plan holds all that must hold with these numbers. Move one of them back; planner diagnose says of a workbook which would have to give way."); return; }
    if (news.none) { ended("No plan was found in that time. Give it more, or a wider gap."); return; }
    show(news.limit ? "Best plan found in that time" : "Planned");
  }

  const gap = () => Math.max(0, (latest.best - latest.bound) / Math.max(1e-9, Math.abs(latest.best)));

  function progress() {
    const seconds = latest.seconds === undefined ? "" : `${number.format(Math.round(latest.seconds))} s: `;
    const best = Number.isFinite(latest.best) && latest.best < 1e29 ? number.format(latest.best) : "none yet";
    const open = best === "none yet" || latest.bound < -1e29 ? "" : `, at most ${share.format(gap())} from the best possible`;
    say(`${seconds}best plan ${best}${open}`);
    byId("live-bar").value = open ? 1 - Math.min(1, gap() * 10) : 0;
  }

  function stop() {
    worker?.terminate();
    if (latest?.values) show("Stopped; the best plan so far");
    else ended("Stopped before a plan was found.");
  }

  function show(word) {
    const percent = gap() < 1e-7 ? "none is better by the solver's own word" : `at most ${new Intl.NumberFormat(undefined, { style: "percent", maximumSignificantDigits: 2 }).format(gap())} from the best possible`;
    ended(`${word}: ${number.format(latest.best)} ${root.dataset.money}, ${percent}.`);
    root.dataset.cost = latest.best;
    const values = latest.values, before = head.plan;
    table("live-costs", [["cost, present value", number.format(before.cost), number.format(latest.best)]]);
    const was = new Map();
    for (const [name, start, size] of before.built) was.set(name, [...(was.get(name) || []), size === null ? start : `${start}: ${number.format(size)}`]);
    const names = new Set([...was.keys(), ...head.projects.map((project) => project.name)]);
    const now = new Map(head.projects.map((project) => [project.name, starts(project, values)]));
    table("live-built", [...names].filter((name) => was.has(name) || now.get(name)).map((name) =>
      [name, was.get(name)?.join("; ") || "no", now.has(name) ? now.get(name) || "no" : "committed"]));
    table("live-served", head.demands.map((demand) => [demand.name, worstBefore(demand), worst(demand, values)]));
    table("live-shares", head.rules.map((rule) => [`${rule.name}, ${head.periods[rule.at]}`, largestBefore(rule), largest(rule, values)]));
    byId("live-result").hidden = false;
  }

  function starts(project, values) {
    const columns = array(project.starts), sizes = array(project.sizes);
    return project.at.map((t, i) => {
      const count = Math.round(values[columns[i]]);
      if (!count) return "";
      const size = sizes[i] >= 0 ? values[sizes[i]] : project.block ? project.block * count : null;
      return size === null ? head.periods[t] : `${head.periods[t]}: ${number.format(size)}`;
    }).filter(Boolean).join("; ");
  }

  const least = (pairs) => {
    const known = pairs.filter(([, , asked]) => asked > 1e-9).map(([period, delivered, asked]) => [period, delivered / asked]);
    if (!known.length) return "";
    const [period, worst] = known.reduce((one, other) => other[1] < one[1] - 1e-9 ? other : one);
    return worst > 1 - 1e-6 ? "all" : `${share.format(worst)} in ${period}`;
  };
  const worst = (demand, values) => least(demand.at.map((t, i) => {
    const delivered = array(demand.delivered[i]).reduce((sum, column) => sum + values[column], 0);
    return [head.periods[t], delivered, delivered + values[array(demand.short)[i]]];
  }));
  const worstBefore = (demand) => least(head.plan.served.filter(([name]) => name === demand.name)
    .map(([, period, asked, delivered]) => [period, delivered, asked]));
  const largest = (rule, values) => {
    const all = values[rule.supply];
    if (all < 1e-9) return "nothing comes in";
    const parts = Array.from(array(rule.intake), (column, n) => [values[column] / all, rule.origins[n]]);
    const [most, origin] = parts.reduce((one, other) => other[0] > one[0] ? other : one);
    return `${share.format(most)} ${origin}`;
  };
  const largestBefore = (rule) => {
    const parts = head.plan.shares.filter(([name, period, , value]) => name === rule.name && period === head.periods[rule.at] && value <= 1 + 1e-9);
    if (!parts.length) return "";
    const [, , origin, value] = parts.reduce((one, other) => other[3] > one[3] ? other : one);
    return `${share.format(value)} ${origin}`;
  };

  function table(id, lines) {
    const body = byId(id);
    body.replaceChildren();
    for (const [name, before, after] of lines) {
      const row = made("tr");
      const first = made("th", undefined, { scope: "row" });
      first.append(made("bdi", name));
      row.append(first, made("td", before), made("td", after));
      if (before !== after) row.className = "moved";
      body.append(row);
    }
    body.closest("table").hidden = !lines.length;
  }

  function back() {
    head.controls.forEach((control, n) => { inputs[n].value = control.now; inputs[n].dispatchEvent(new Event("input")); });
    head.projects.forEach((project, n) => { decisions[n].value = project.decision; });
    rows();
    byId("live-result").hidden = true;
    say("");
  }

  function busy(is) {
    byId("live-go").disabled = is;
    byId("live-stop").hidden = !is;
    byId("live-bar").hidden = !is;
    root.setAttribute("aria-busy", String(is));
  }
  function say(words) { byId("live-said").textContent = words; }
  function ended(words) { worker?.terminate(); busy(false); say(words); root.dataset.ended = words; }

  open().catch((error) => say(`This page cannot plan again: ${error.message}.`));
})();
