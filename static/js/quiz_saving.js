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

// The answer as people read it.
function wordsIn(question) {
  const controls = [...question.querySelectorAll("input:not([type=hidden]), select")];
  const said = controls.map((one) => {
    if (one.type === "radio" || one.type === "checkbox") return one.checked && one.labels[0].textContent;
    if (one.tagName === "SELECT") return one.value && `${one.labels[0].textContent}: ${one.selectedOptions[0].text}`;
    return one.value;
  });
  return said.filter(Boolean).join("; ");
}

function start() {
  const words = form.dataset;
  const name = `m4d.quiz.${words.attempt}.${words.learner}`;
  const state = form.querySelector("[data-save-state]");
  // The server's clock is what counts. A page tells it as late as it comes, and so does each answer:
  // the one that came fastest is nearest.
  let ahead = Date.parse(words.now) - answeredAt();
  const last = {};
  const queue = store.read(name);
  let timer, sending, said;
  let trouble = ""; // why nothing can be sent now: "away", "signed-out", "stale"
  let ended = ""; // where the result is, once the test is over
  let tries = 0;
  let notBefore = 0; // the server has asked for a pause
  let isFlushed = false;

  const say = (text, link) => {
    if (text === said) return; // not repeated each two seconds
    said = text;
    state.replaceChildren(document.createTextNode(text));
    if (link) state.append(" ", link);
  };
  const linkTo = (href, text, more = {}) =>
    Object.assign(document.createElement("a"), { href, textContent: text, ...more });
  const waiting = () => Object.keys(queue).length;
  const questionOf = (slot) => form.querySelector(`[data-slot="${CSS.escape(slot)}"]`);

  function tellWaiting() {
    const count = waiting() ? `${words.waiting} ${waiting()}` : "";
    if (trouble === "away") say(`${words.away} ${count}`.trim());
    else if (!trouble && count) say(count);
  }

  // What the form says it was rendered with is true no more: a plain form sends this answer. Once it
  // is saved, the server names it: then a plain form leaves it alone, and with it what another
  // window has answered since.
  function isTouched(slot, saved = "") {
    const rendered = form.elements[`h${slot}`];
    if (rendered) rendered.value = saved;
  }

  // Another window of this attempt has the same store: of each answer the newer one stays.
  function keep(slot) {
    const kept = store.read(name);
    if (kept[slot]?.client_seq > queue[slot].client_seq) return;
    store.write(name, { ...kept, [slot]: queue[slot] });
  }

  function forget(sent) {
    const kept = store.read(name);
    for (const { slot, client_seq } of sent) if (kept[slot]?.client_seq <= client_seq) delete kept[slot];
    store.write(name, kept);
  }

  // What another window has just kept stands here too, unless this one knows something newer.
  function follow({ key }) {
    if (key !== name) return;
    for (const [slot, kept] of Object.entries(store.read(name))) {
      const question = questionOf(slot);
      if (!question || kept.client_seq <= (last[slot] || Number(question.dataset.seq))) continue;
      last[slot] = kept.client_seq;
      delete queue[slot];
      fill(question, kept.answer);
      isTouched(slot);
    }
  }

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
    isTouched(slot);
    keep(slot);
    tellWaiting();
    later(PAUSE);
  }

  function later(ms) {
    if (ended || trouble === "stale") return;
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(ms, notBefore - Date.now()));
  }

  function acknowledged(results, sent) {
    const refused = [];
    const older = [];
    for (const one of results) {
      if (one.status === "refused") refused.push(questionOf(one.slot)?.dataset.number);
      if ("read_as" in one) showNumber(one);
      if (one.client_seq) last[one.slot] = Math.max(last[one.slot] || 0, one.client_seq);
      if (isTooLate(one) || queue[one.slot] !== sent[one.slot]) continue; // or changed meanwhile
      delete queue[one.slot];
      if (one.status === "older") older.push(letCount(one));
      if (one.rendered) isTouched(one.slot, one.rendered);
    }
    const told = results.filter((one) => !isTooLate(one));
    forget(told.map((one) => sent[one.slot]).filter(Boolean));
    return { refused, older };
  }

  // Kept as evidence. Here it stays, too: it counts if whoever leads the run opens the attempt again.
  const isTooLate = ({ status }) => status === "late" || status === "closed";

  // Another window has a newer answer: it counts, so it stands here, too.
  function letCount(one) {
    const question = questionOf(one.slot);
    if (question) fill(question, one.answer || {});
    return question?.dataset.number;
  }

  // How the server read a number, or that it could not: of what is in the field now.
  function showNumber(one) {
    const question = questionOf(one.slot);
    const hint = (name) => question?.querySelector(`[data-number="${name}"]`);
    if (!hint("read") || queue[one.slot]?.client_seq > one.client_seq) return;
    hint("invalid").hidden = one.state !== "invalid";
    hint("read").hidden = !one.read_as;
    hint("read").querySelector("bdi").textContent = one.read_as;
  }

  function retry(seconds) {
    tries += 1;
    trouble = "away";
    notBefore = Date.now() + seconds * 1000;
    tellWaiting();
    later(Math.min(LONGEST_WAIT, 1000 * 2 ** tries) * (0.75 + Math.random() / 2));
  }

  function isOver(url) {
    ended = url;
    for (const control of form.elements) control.disabled = true; // nothing typed goes nowhere
    form.querySelector(".submit-bar").remove(); // what is left to do is the link
    say(words.ended, linkTo(url, words.result));
  }

  async function understood(response, sent) {
    const body = await response.json().catch(() => ({}));
    if (body.server_time) ahead = Math.max(ahead, Date.parse(body.server_time) - Date.now());
    if (response.status === 401) {
      trouble = "signed-out";
      const link = linkTo(body.sign_in_url || "/", words.signIn, { target: "_blank", rel: "noopener" });
      say(words.signedOut, link);
      return later(5000);
    }
    if (response.status === 429 || response.status >= 500) {
      return retry(Number(response.headers.get("Retry-After")) || 0);
    }
    if (![200, 409, 422].includes(response.status)) {
      trouble = "stale"; // another person is signed in: what is written stays in this browser
      return say(words.stale);
    }
    // Whoever leads the run may have given more time: the clock hears of it.
    if ("deadline_at" in body) {
      const detail = { at: body.deadline_at, words: body.end_words, ahead };
      form.dispatchEvent(new CustomEvent("quiz:deadline", { detail }));
    }
    const { refused, older } = acknowledged(body.answers || [], sent);
    tries = 0;
    trouble = "";
    if (response.status === 409) return isOver(body.result_url);
    if (waiting()) later(PAUSE);
    if (refused.length) return say(`${words.refused} ${refused.join(", ")}`);
    if (older.length) return say(`${words.older} ${older.join(", ")}`);
    if (waiting()) return tellWaiting();
    // In the zone that the page's own times are in, not in the device's.
    const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: words.zone };
    const time = new Date(body.server_time);
    say(`${words.saved} ${time.toLocaleTimeString(document.documentElement.lang, format)}`);
  }

  // Everything that waits, in one request; the same answer may come twice, by its key.
  async function post(keepalive) {
    clearTimeout(timer);
    const sent = { ...queue };
    try {
      const response = await fetch(form.action, {
        method: "POST",
        keepalive,
        headers: {
          "Content-Type": "application/json",
          "X-Save-Token": form.elements.token.value,
        },
        body: JSON.stringify({ answers: Object.values(sent) }),
      });
      await understood(response, sent);
    } catch {
      retry(0);
    }
  }

  function send() {
    if (!sending && !ended && waiting() && Date.now() >= notBefore) {
      sending = post(false).finally(() => {
        sending = undefined;
      });
    }
    return sending;
  }

  const sendOnLeaving = () => {
    if (!ended && waiting()) post(true);
  };

  // Whether nothing waits any more, after as many requests as that takes.
  async function flush() {
    while (waiting() && !ended) {
      await send();
      if (trouble) return false;
    }
    return !ended;
  }

  function sendBeforeTheForm(event) {
    clearTimeout(timer);
    if (ended) {
      event.preventDefault();
      location.assign(ended);
    } else if (!isFlushed && (waiting() || !navigator.onLine)) {
      // Without a line the browser would put its own page in place of this one.
      event.preventDefault();
      if (!navigator.onLine) return retry(0);
      flush().then((isDone) => {
        isFlushed = isDone;
        if (isDone) form.requestSubmit(event.submitter);
        isFlushed = false;
      });
    }
  }

  // The last resort: what waits here as a file, which who leads the run hands in (§17). Where
  // nothing waits, the link leads to the server's own file of the same form.
  function download(event) {
    if (!waiting()) return;
    event.preventDefault();
    const asked = Object.keys(queue).map(questionOf).filter(Boolean);
    const body = { attempt: words.attempt, answers: Object.values(queue) };
    const lines = asked.flatMap((one) => [one.querySelector("h2").textContent, `   ${wordsIn(one)}`, ""]);
    const text = [document.title, "", ...lines, "---", JSON.stringify(body, null, 1), ""].join("\n");
    const href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    linkTo(href, "", { download: `answers-${words.attempt}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  }

  form.querySelector("a[download]").addEventListener("click", download);
  form.addEventListener("input", (event) => {
    const question = event.target.closest("[data-slot]");
    if (question && !ended) note(question);
  });
  form.addEventListener("focusout", send);
  form.addEventListener("submit", sendBeforeTheForm);
  window.addEventListener("pagehide", sendOnLeaving);
  window.addEventListener("online", send);
  window.addEventListener("storage", follow);
  document.addEventListener("visibilitychange", () => (document.hidden ? sendOnLeaving() : send()));
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.includes("/logout/") || !waiting() || ended) return;
    if (window.confirm(words.leave)) store.write(name, {});
    else event.preventDefault();
  });

  for (const [slot, kept] of Object.entries(queue)) {
    const question = questionOf(slot);
    last[slot] = Math.max(kept.client_seq, Number(question?.dataset.seq) || 0);
    if (question && kept.client_seq > Number(question.dataset.seq)) {
      fill(question, kept.answer);
      isTouched(slot);
    }
  }
  tellWaiting();
  send();
}

// When the answer to this page began to come: on a slow line it is read much later.
function answeredAt() {
  const [page] = performance.getEntriesByType("navigation");
  return Date.now() - (page?.responseStart ? performance.now() - page.responseStart : 0);
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
