// Saves answers as they are written, keeps them through a lost line, and says so in words.
// Without it the form has its own buttons. Protocol: learning.md §6, §17.

const PAUSE = 2000; // ms after the last change
const LONGEST_WAIT = 60000; // ms between tries

const form = document.querySelector('[data-module="quiz-saving"]');

const store = {
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(name)) || {};
    } catch {
      return {};
    }
  },
  write(name, value) {
    try {
      if (Object.keys(value).length) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
    } catch {
      // Storage is full or forbidden: answers wait in the page.
    }
  },
};

function answerOf(question) {
  const slot = question.dataset.slot;
  const all = (kind) => [...question.querySelectorAll(kind)];
  const checked = all(`input[name="s${slot}"]:checked`).map((one) => one.value);
  switch (question.dataset.type) {
    case "single":
      return { choice: checked[0] || "" };
    case "multiple":
      return { choices: checked };
    case "true_false":
      return { value: checked.length ? checked[0] === "true" : "" };
    case "matching":
      return { pairs: Object.fromEntries(all("select").map((one) => [one.dataset.stem, one.value])) };
    default:
      return { text: question.querySelector(`[name="s${slot}"]`).value };
  }
}

function fill(question, answer) {
  const slot = question.dataset.slot;
  for (const input of question.querySelectorAll(`[name="s${slot}"], select`)) {
    if (input.type === "radio" || input.type === "checkbox") {
      const chosen = answer.choices || [answer.choice ?? String(answer.value)];
      input.checked = chosen.includes(input.value);
    } else if (input.tagName === "SELECT") input.value = answer.pairs?.[input.dataset.stem] ?? "";
    else input.value = answer.text ?? "";
  }
}

function start() {
  const words = form.dataset;
  const name = `m4d.quiz.${words.attempt}.${words.learner}`;
  const state = form.querySelector("[data-save-state]");
  const ahead = Date.parse(words.now) - Date.now(); // the server's clock is what counts
  const last = {};
  let queue = store.read(name);
  let timer, busy, ended, tries = 0;

  const say = (text, link) => {
    if (state.textContent.trim() === text) return; // not repeated each two seconds
    state.replaceChildren(document.createTextNode(text));
    if (link) state.append(" ", link);
  };
  const waiting = () => Object.keys(queue).length;
  const tellWaiting = () => say(`${words.waiting} ${waiting()}`);

  function note(question) {
    const slot = Number(question.dataset.slot);
    const now = Date.now() + ahead;
    last[slot] = Math.max(Math.floor(now), (last[slot] || Number(question.dataset.seq)) + 1);
    queue[slot] = {
      slot,
      key: crypto.randomUUID ? crypto.randomUUID() : uuid(),
      client_seq: last[slot],
      answer: answerOf(question),
      client_at: new Date(now).toISOString(),
    };
    store.write(name, queue);
    tellWaiting();
    later(PAUSE);
  }

  function later(ms) {
    if (ended) return;
    clearTimeout(timer);
    timer = setTimeout(send, ms);
  }

  function acknowledged(results) {
    const refused = [];
    for (const one of results) {
      const sent = queue[one.slot];
      if (one.status === "refused") refused.push(one.slot);
      if (one.client_seq) last[one.slot] = Math.max(last[one.slot] || 0, one.client_seq);
      if (sent && sent.inFlight) delete queue[one.slot];
      // What the form says it was rendered with is not true any more: the plain form sends it all.
      const hidden = form.elements[`h${one.slot}`];
      if (hidden) hidden.value = "";
    }
    store.write(name, queue);
    return refused;
  }

  function retry(seconds) {
    tries += 1;
    const wait = seconds ? seconds * 1000 : Math.min(LONGEST_WAIT, 1000 * 2 ** tries);
    say(words.away);
    later(wait * (0.75 + Math.random() / 2));
  }

  function signIn(url) {
    const link = document.createElement("a");
    Object.assign(link, { href: url, target: "_blank", rel: "noopener", textContent: words.signIn });
    say(words.signedOut, link);
  }

  async function understood(response) {
    const body = await response.json().catch(() => ({}));
    if (response.status === 401) {
      signIn(body.sign_in_url || "/");
      return later(5000);
    }
    if (response.status === 429 || response.status >= 500) {
      return retry(Number(response.headers.get("Retry-After")));
    }
    const refused = acknowledged(body.answers || []);
    tries = 0;
    if (response.status === 409) {
      ended = true;
      const link = document.createElement("a");
      Object.assign(link, { href: body.result_url, textContent: document.title });
      for (const control of form.elements) control.disabled = true; // nothing typed goes nowhere
      return say(words.ended, link);
    }
    if (refused.length) return say(`${words.refused} ${refused.join(", ")}`);
    if (response.status >= 400) return retry();
    if (waiting()) return later(PAUSE);
    const time = new Date(body.server_time);
    return say(`${words.saved} ${time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
  }

  async function send(keepalive = false) {
    if (busy || ended || !waiting()) return;
    busy = true;
    clearTimeout(timer);
    const answers = Object.values(queue).map(({ inFlight, ...one }) => one);
    for (const one of Object.values(queue)) one.inFlight = true;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        keepalive: keepalive === true,
        headers: {
          "Content-Type": "application/json",
          "X-Save-Token": form.elements.token.value,
        },
        body: JSON.stringify({ answers }),
      });
      await understood(response);
    } catch {
      retry();
    } finally {
      busy = false;
    }
  }

  form.addEventListener("input", (event) => {
    const question = event.target.closest("[data-slot]");
    if (question && !ended) note(question);
  });
  form.addEventListener("focusout", () => send());
  window.addEventListener("pagehide", () => send(true));
  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => send(document.hidden));
  // The form carries everything itself; what waits goes with it.
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("submit", (event) => {
    const leaves = event.target.action?.includes("sign-out") || event.target.action?.includes("logout");
    if (!leaves || !waiting()) return;
    if (window.confirm(words.leave)) store.write(name, {});
    else event.preventDefault();
  });

  for (const [slot, kept] of Object.entries(queue)) {
    const question = form.querySelector(`[data-slot="${CSS.escape(slot)}"]`);
    delete kept.inFlight;
    if (question && kept.client_seq > Number(question.dataset.seq)) fill(question, kept.answer);
    last[slot] = kept.client_seq;
  }
  if (waiting()) {
    tellWaiting();
    send();
  }
}

// For pages that are not served over https, where browsers have no randomUUID.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

if (form) start();
