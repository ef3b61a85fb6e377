// The pages that hang on the desk: links that change a part of the page, numbers found while one types, rows to copy.
"use strict";
(() => {
  const live = () => [...document.querySelectorAll("[data-live]")];

  // A link with data-swap, or one in a picture of a network, changes the live parts of this page in place.
  async function swap(address, remember) {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) { location.assign(address); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const scrolled = document.querySelector(".drawn")?.scrollLeft ?? 0;
    for (const old of live()) {
      const now = fresh.getElementById(old.id);
      if (now) old.replaceWith(document.adoptNode(now));
    }
    const drawn = document.querySelector(".drawn");
    if (drawn) drawn.scrollLeft = scrolled;
    if (remember) history.pushState(null, "", address);
  }
  document.addEventListener("click", (event) => {
    const one = event.target.closest("svg.network a, a[data-swap]");
    if (!one || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const address = new URL(one.getAttribute("href"), location.href), mark = one.getAttribute("aria-label");
    swap(address, true).then(() => {
      const again = [...document.querySelectorAll("svg.network a")].find((each) => each.getAttribute("aria-label") === mark);
      if (again) again.focus({ preventScroll: true });
      if (address.searchParams.get("at")) document.getElementById("behind")?.scrollIntoView({ block: "nearest" });
    });
  });
  addEventListener("popstate", () => { if (live().length) swap(location.href, false); });

  // Numbers are found while one types.
  const field = document.querySelector("[data-names]");
  if (field) {
    let due = 0, latest = 0;
    field.addEventListener("input", () => {
      clearTimeout(due);
      due = setTimeout(async () => {
        const mine = ++latest;
        const answer = await fetch(`${field.dataset.names}&q=${encodeURIComponent(field.value)}`, { cache: "no-store" });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("names");
        const old = document.getElementById("names");
        if (mine === latest && fresh && old) old.replaceWith(document.adoptNode(fresh));
      }, 150);
    });
  }

  // Rows go to the clipboard.
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const rows = document.getElementById(button.dataset.copy), said = document.getElementById("copied");
      try {
        await navigator.clipboard.writeText(rows.value);
      } catch {
        rows.select();
        document.execCommand("copy");
      }
      said.textContent = "Copied. Click on the first free cell of column A of the sheet Cases, and paste.";
    });
  }
})();
