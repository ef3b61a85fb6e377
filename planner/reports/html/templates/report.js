"use strict";
(function () {
  const root = document.documentElement;
  root.classList.add("js");

  /* Numbers in the reader's locale: the static text is the fallback. */
  const formats = new Map();
  function shown(value, places, unit) {
    const key = places + unit;
    if (!formats.has(key)) {
      const style = unit === "%" ? { style: "percent" } : {};
      formats.set(key, new Intl.NumberFormat(undefined, { minimumFractionDigits: places, maximumFractionDigits: places, ...style }));
    }
    return formats.get(key).format(value);
  }
  /* A cell says only what differs from its column's head and from its own text. */
  for (const cell of document.querySelectorAll("td[data-v]")) {
    const head = cell.closest("table").tHead.rows[0].cells[cell.cellIndex].dataset, told = cell.dataset;
    if (told.p === undefined && head.p !== undefined) { told.p = head.p; told.u = head.u || ""; }
    if (told.v !== "") continue;
    const plain = cell.textContent.trim().replaceAll(",", "");
    told.v = plain.endsWith("%") ? Number((Number(plain.slice(0, -1)) / 100).toPrecision(12)) : Number(plain);
  }
  for (const spot of document.querySelectorAll("td[data-v][data-p], [data-v][data-p]:not(td)")) {
    if (spot.dataset.p === "") continue;
    spot.textContent = shown(Number(spot.dataset.v), Number(spot.dataset.p), spot.dataset.u || "");
  }

  /* Tables: sorting by the buttons in their heads, filtering by words. */
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  function compare(one, other) {
    const a = one.dataset.v, b = other.dataset.v;
    if (a !== undefined && b !== undefined) return Number(a) - Number(b);
    if (a !== undefined || b !== undefined) return a !== undefined ? -1 : 1;
    return collator.compare(one.textContent, other.textContent);
  }
  function isBlank(cell) { return cell.dataset.v === undefined && cell.textContent.trim() === ""; }
  function sortBy(table, column) {
    const heads = [...table.tHead.rows[0].cells], head = heads[column], body = table.tBodies[0];
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...body.rows].map((row) => ({ row, cell: row.cells[column] }));
    rows.sort((a, b) => isBlank(a.cell) - isBlank(b.cell) || (down ? -1 : 1) * compare(a.cell, b.cell));
    body.append(...rows.map((each) => each.row));
  }
  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.setAttribute("aria-label", `Sort by ${head.textContent.trim()}`);
      head.append(button);
      head.addEventListener("click", () => sortBy(table, column));
    });
  }
  const fold = (words) => words.normalize("NFKC").toLocaleLowerCase();
  for (const input of document.querySelectorAll("[data-filter]")) {
    const grid = input.closest(".filter").nextElementSibling, table = grid.querySelector("table");
    const count = input.closest(".filter").querySelector("[data-count]");
    input.addEventListener("input", () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean), rows = [...table.tBodies[0].rows];
      let left = 0;
      for (const row of rows) {
        const told = fold(row.textContent), keep = words.every((word) => told.includes(word));
        row.hidden = !keep;
        left += keep ? 1 : 0;
      }
      count.textContent = left === rows.length ? `${left} rows` : `${left} of ${rows.length} rows`;
    });
  }

  /* Saving: a figure's table as CSV, its drawing as SVG or PNG; nothing leaves the computer. */
  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  function field(cell) {
    let words = cell.dataset && cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
    /* a text that a spreadsheet would take for a formula is told to be text */
    if ((!cell.dataset || cell.dataset.v === undefined) && /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(words)) words = "'" + words;
    return /[",\n\r;]/.test(words) ? '"' + words.replaceAll('"', '""') + '"' : words;
  }
  function asCsv(table) {
    const rows = [...table.tHead.rows, ...table.tBodies[0].rows].filter((row) => !row.hidden);
    return "\ufeff" + rows.map((row) => [...row.cells].map(field).join(",")).join("\r\n") + "\r\n";
  }
  function pictures(block) {
    return [...block.querySelectorAll(".drawing svg")].filter((svg) => !svg.closest("[hidden]"));
  }
  function asSvg(block) {
    const parts = pictures(block), boxes = parts.map((svg) => svg.viewBox.baseVal);
    if (parts.length === 1) return alone(parts[0].cloneNode(true));
    const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const wide = Math.max(...boxes.map((box) => box.width));
    let y = 0;
    parts.forEach((svg, place) => {
      const part = alone(svg.cloneNode(true));
      part.setAttribute("y", y);
      y += boxes[place].height;
      whole.append(part);
    });
    for (const [key, value] of [["width", wide], ["height", y], ["viewBox", `0 0 ${wide} ${y}`]]) whole.setAttribute(key, value);
    return whole;
  }
  function alone(svg) {
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    paper.setAttribute("width", "100%");
    paper.setAttribute("height", "100%");
    paper.setAttribute("fill", "#fff");
    svg.prepend(paper);
    return svg;
  }
  function written(svg) {
    return new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
  }
  function savePng(name, svg) {
    const times = 2, wide = Number(svg.getAttribute("width")), tall = Number(svg.getAttribute("height"));
    const image = new Image(), url = URL.createObjectURL(written(svg));
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = wide * times;
      canvas.height = tall * times;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob((blob) => save(name, blob), "image/png");
    };
    image.src = url;
  }
  for (const button of document.querySelectorAll("[data-save]")) {
    const block = button.closest("[data-block]"), kind = button.dataset.save, name = `${block.dataset.block}.${kind}`;
    const title = block.querySelector("h3, summary").textContent.trim();
    button.setAttribute("aria-label", `Save as ${kind.toUpperCase()}: ${title}`);
    button.title = { svg: "Save the drawing as SVG", png: "Save the drawing as PNG", csv: "Save the figures as CSV" }[kind];
    button.addEventListener("click", () => {
      if (kind === "csv") save(name, new Blob([asCsv(block.querySelector("table"))], { type: "text/csv;charset=utf-8" }));
      else if (kind === "svg") save(name, written(asSvg(block)));
      else savePng(name, asSvg(block));
    });
  }

  /* Slides: a slider moves the drawing through the periods, a list chooses the drawing. */
  for (const figure of document.querySelectorAll(".slides")) {
    const steps = JSON.parse(figure.querySelector("[data-steps]").textContent);
    const frames = JSON.parse(figure.querySelector("[data-frames]").textContent);
    const slider = figure.querySelector("[data-step]"), chooser = figure.querySelector("[data-view]");
    const now = figure.querySelector("[data-now]");
    function update() {
      const step = slider ? Number(slider.value) : 0;
      for (const holder of figure.querySelectorAll("[data-picture]")) {
        holder.hidden = chooser !== null && holder.dataset.picture !== chooser.value;
        if (!holder.hidden) move(holder.querySelector("svg"), frames[holder.dataset.picture][step]);
      }
      if (slider) {
        slider.setAttribute("aria-valuetext", steps[step]);
        now.textContent = steps[step];
      }
    }
    if (slider) slider.addEventListener("input", update);
    if (chooser) chooser.addEventListener("change", update);
    update();
  }
  function move(svg, frame) {
    const [nodes, flows] = frame, scale = Number(svg.dataset.scale);
    svg.querySelectorAll(".flow").forEach((path, place) => {
      const [x, to] = path.dataset.x.split(" ").map(Number), [start, end, wide] = flows[place], middle = (x + to) / 2;
      const there = `M${x},${start}C${middle},${start} ${middle},${end} ${to},${end}`, low = start + wide, deep = end + wide;
      path.setAttribute("d", wide > 0 ? `${there}v${wide}C${middle},${deep} ${middle},${low} ${x},${low}Z` : "M0,0");
      const title = path.querySelector("title");
      path.dataset.words ||= title.textContent.slice(0, title.textContent.lastIndexOf(": "));
      title.textContent = `${path.dataset.words}: ${shown(wide / scale, 1, "%")}`;
    });
    const labels = svg.querySelectorAll(".label");
    svg.querySelectorAll(".node").forEach((rect, place) => {
      const [top, tall] = nodes[place];
      rect.setAttribute("y", top);
      rect.setAttribute("height", tall);
      labels[place].setAttribute("y", top + tall / 2 + 4.5);
      labels[place].setAttribute("visibility", tall < 9 ? "hidden" : "visible");
    });
  }

  /* A drawing that is wider than the screen says so, and shows all of itself where it is asked to. */
  function measure() {
    for (const figure of document.querySelectorAll("figure")) {
      const wide = [...figure.querySelectorAll(".drawing")].some((box) => box.scrollWidth > box.clientWidth + 1);
      if (!figure.classList.contains("whole")) figure.classList.toggle("over", wide);
    }
  }
  for (const button of document.querySelectorAll("[data-whole]")) {
    button.addEventListener("click", () => {
      const is_whole = button.closest("figure").classList.toggle("whole");
      button.setAttribute("aria-pressed", String(is_whole));
      button.textContent = is_whole ? "show it large again" : "show all of it, smaller";
      measure();
    });
  }
  addEventListener("resize", measure);
  measure();

  /* A link to something folded away unfolds it. */
  function unfold() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let spot = target; spot; spot = spot.parentElement) if (spot.tagName === "DETAILS") spot.open = true;
  }
  addEventListener("hashchange", unfold);
  unfold();
  if (matchMedia("(max-width: 72rem)").matches) document.querySelector(".contents details").open = false;
})();
