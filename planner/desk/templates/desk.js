// Keeps pages fresh: no library, no request to anywhere but the desk.
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const state = document.getElementById("state");
  const say = (words) => { if (state && state.textContent !== words) state.textContent = words; };

  // Elements with an id and data-live are replaced by those of the page as it is now.
  let fetching = false, again = false;
  async function refresh() {
    if (!document.querySelector("[data-live]")) return;
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Fresh": "1" }, cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll("[data-live]")) {
        const now = fresh.getElementById(old.id);
        if (!now || now.isEqualNode(old) || old.contains(document.activeElement) && old.querySelector("form :focus")) continue;
        const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
        const open = new Set([...old.querySelectorAll("details[open][id]")].map((each) => each.id));
        const ticked = new Set([...old.querySelectorAll("input[type=checkbox]:checked")].map((each) => each.name + "\n" + each.value));
        for (const each of now.querySelectorAll("details[id]")) if (open.has(each.id)) each.open = true;
        for (const each of now.querySelectorAll("input[type=checkbox]")) if (ticked.has(each.name + "\n" + each.value)) each.checked = true;
        old.replaceWith(document.adoptNode(now));
        if (focus) document.getElementById(focus)?.focus();
        document.dispatchEvent(new CustomEvent("fresh", { detail: now }));
      }
    } catch { /* the stream says that the desk is gone */ }
    fetching = false;
    if (again) { again = false; refresh(); }
  }

  // One tab listens for all of them: a browser keeps no more than six connections to one place.
  let lost = 0, isEnded = false, due = 0;
  const ended = "The desk was ended. Start it again to go on.";
  const heard = {
    open: () => { clearTimeout(lost); lost = 0; if (!isEnded) say(""); },
    error: () => { if (!lost) lost = setTimeout(() => say(isEnded ? ended : "The desk does not answer. Was it ended? Start it again to go on."), 1500); },
    closed: () => { isEnded = true; say(ended); },
    folder: refresh,
    job: (data) => {
      const told = JSON.parse(data);
      document.dispatchEvent(new CustomEvent("job", { detail: told }));
      if (!told.figures) { clearTimeout(due); due = setTimeout(refresh, 50); }
    },
  };
  const others = new BroadcastChannel("desk");
  others.addEventListener("message", (event) => { const [name, data] = event.data; if (Object.hasOwn(heard, name)) heard[name](data); });
  function listen() {
    const stream = new EventSource("/events");
    for (const name of Object.keys(heard)) {
      stream.addEventListener(name, (event) => {
        others.postMessage([name, event.data ?? ""]);
        heard[name](event.data);
        if (name === "closed") stream.close();
      });
    }
    addEventListener("pagehide", () => stream.close());
  }
  if (navigator.locks) navigator.locks.request("desk", () => new Promise(listen));
  else listen();
  refresh();  // what came after the page was made and before it listened was told to others alone

  document.addEventListener("submit", (event) => {
    const form = event.target, asked = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (asked && !confirm(asked)) { event.preventDefault(); return; }
    if ("once" in form.dataset) setTimeout(() => form.querySelectorAll("button").forEach((each) => { each.disabled = true; }), 0);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();  // what a browser kept of a page may be long past
  });
})();

// A job as it goes: figures as they come, the picture a little behind.
(() => {
  const job = () => document.querySelector("[data-job]");
  const set = (name, words) => { const at = document.querySelector(`[data-figure=${name}]`); if (at) at.textContent = words; };
  const number = (value) => value === null || value === undefined ? "–"
    : Math.abs(value) >= 1000 ? value.toLocaleString("en", { maximumFractionDigits: 0 }) : value.toLocaleString("en", { maximumSignificantDigits: 5 });
  const share = (value) => value === null || value === undefined ? "–" : `${(100 * value).toLocaleString("en", { maximumSignificantDigits: 3 })}%`;
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds)), rest = String(whole % 60).padStart(2, "0"), minutes = Math.floor(whole / 60);
    if (minutes >= 60) return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
    return minutes ? `${minutes}:${rest}` : `${whole} s`;
  };
  let drawn = 0, isDrawing = false;
  async function draw(id) {
    if (isDrawing || performance.now() - drawn < 700) return;
    isDrawing = true; drawn = performance.now();
    try {
      const text = await (await fetch(`/jobs/chart?job=${id}`, { cache: "no-store" })).text();
      const fresh = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
      const place = document.getElementById("chart");
      if (fresh && place && !(place.firstElementChild && fresh.isEqualNode(place.firstElementChild))) place.replaceChildren(document.adoptNode(fresh));
    } catch { /* the stream says that the desk is gone */ }
    isDrawing = false;
  }
  document.addEventListener("job", (event) => {
    const told = event.detail, here = job();
    if (!here || String(told.number) !== here.dataset.job) return;
    if (told.seconds !== undefined) set("seconds", clock(told.seconds));
    if (told.figures && told.figures.length) {
      set("best", number(told.figures[1])); set("bound", number(told.figures[2]));
      set("gap", told.figures[1] === null ? "–" : share(told.figures[3]));
    }
    draw(here.dataset.job);
  });
})();

// A list that is narrowed down by what is typed.
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-narrows]");
  if (!box) return;
  const wanted = box.value.trim().toLowerCase();
  let count = 0;
  for (const row of document.querySelectorAll(`#${box.dataset.narrows} tbody tr`)) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
    count += row.hidden ? 0 : 1;
  }
  const told = document.getElementById(`${box.dataset.narrows}-count`);
  if (told) told.textContent = wanted ? `${count} shown` : "";
});
