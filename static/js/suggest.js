// Titles and searches that begin with what is being typed: a combobox after ARIA 1.2, a list below
// the field. Without script, or while the line is slow, the field is a field and its form works.
const WAIT = 150; // milliseconds after the last letter
const LEAST = 2; // letters

function start(box) {
  const field = box.querySelector("input");
  if (!field || !box.dataset.url) return;

  const list = document.createElement("ul");
  list.id = `${field.id}-suggestions`;
  list.className = "suggest__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.append(list, status);

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  let timer = 0;
  let asked = new AbortController();
  let active = -1;

  const entries = () => [...list.children];

  function close() {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function forget() {
    clearTimeout(timer);
    asked.abort();
  }

  function choose(at) {
    entries().forEach((entry, place) => entry.setAttribute("aria-selected", String(place === at)));
    active = at;
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", entries()[at].id);
  }

  function entryOf(found, at) {
    const entry = document.createElement("li");
    entry.id = `${list.id}-${at}`;
    entry.className = "suggest__entry";
    entry.setAttribute("role", "option");
    entry.setAttribute("aria-selected", "false");
    entry.dataset.url = found.url;
    const label = document.createElement("bdi");
    label.textContent = found.label;
    const kind = document.createElement("span");
    kind.textContent = found.kind;
    entry.append(label, kind);
    return entry;
  }

  function show(found) {
    list.replaceChildren(...found.map(entryOf));
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? `${box.dataset.count} ${found.length}` : "";
  }

  async function ask(words) {
    asked = new AbortController();
    const { signal } = asked;
    try {
      const address = `${box.dataset.url}?q=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (!signal.aborted) show(found);
    } catch {
      // Abandoned, too often, no line: the form works all the same.
      if (!signal.aborted) close();
    }
  }

  field.addEventListener("input", () => {
    forget();
    const words = field.value.trim();
    if ([...words].length < LEAST) close();
    else timer = setTimeout(ask, WAIT, words);
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = entries().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      forget();
      close();
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(entries()[active].dataset.url);
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      choose(active + 1 < count ? active + 1 : 0);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      choose(active > 0 ? active - 1 : count - 1);
    }
  });

  // The press must not take the focus away before the click is there.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const entry = event.target.closest("[role=option]");
    if (entry) location.assign(entry.dataset.url);
  });
  field.addEventListener("blur", () => {
    forget();
    close();
  });
}

document.querySelectorAll('[data-module="suggest"]').forEach(start);
