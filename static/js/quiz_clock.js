// Sends the test when its time is up, and warns 5 minutes and 1 minute before. The server's clock
// decides: while it has time left, it saves and gives the page again. Without script the end stands
// on the page.
const clock = document.querySelector('[data-module="quiz-clock"]');
const form = document.querySelector('[data-module="quiz-saving"]');
const WARNINGS = [5, 1]; // minutes
const AGAIN = 10000; // ms between tries to send, where the line is lost just then

function start() {
  let ahead = Date.parse(clock.dataset.now) - Date.now(); // the server's clock is what counts
  let ends = clock.dataset.ends;
  let until = Date.parse(ends) - ahead;
  const title = clock.closest("details").querySelector("summary b");
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  clock.after(live);
  const words = (number, unit) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(number);
  const soon = () => new Set(WARNINGS.filter((one) => until - Date.now() < one * 60000));
  let said = soon();
  const icon = title.querySelector("svg");
  const timeUp = Object.assign(document.createElement("button"), {
    name: "time_up",
    value: "1",
    formAction: form.dataset.submit,
    hidden: true,
  });
  form.append(timeUp);
  let next = until;

  // In minutes while they are few: nobody reckons with 4,320 of them.
  const leftIn = (ms) => {
    const minutes = Math.ceil(ms / 60000);
    if (minutes <= 120) return words(minutes, "minute");
    return minutes <= 2880 ? words(Math.floor(minutes / 60), "hour") : words(Math.floor(minutes / 1440), "day");
  };
  const tick = () => {
    if (!ends) return;
    const ms = until - Date.now();
    if (ms <= 0 && Date.now() >= next) {
      next = Date.now() + AGAIN;
      // Everything written stands in the form; the server says what counts.
      form.requestSubmit(timeUp);
    }
    if (ms <= 0) return;
    title.replaceChildren(icon, ` ${clock.dataset.left.replace("…", leftIn(ms))}`);
    for (const one of WARNINGS) {
      if (ms <= one * 60000 && !said.has(one)) {
        said.add(one);
        live.textContent = title.textContent.trim();
      }
    }
  };
  // A save tells the server's time anew: this page may have been long on its way.
  form.addEventListener("quiz:deadline", ({ detail }) => {
    const isMoved = detail.at !== ends;
    if (!isMoved && detail.ahead <= ahead) return;
    ahead = Math.max(ahead, detail.ahead);
    ends = detail.at;
    until = ends ? Date.parse(ends) - ahead : 0;
    next = isMoved ? until : Math.min(next, until);
    if (!isMoved) return;
    said = soon();
    clock.closest("details").hidden = !ends;
    clock.querySelector("[data-end-words]").textContent = detail.words;
  });
  setInterval(tick, 1000);
  tick();
}

if (clock && form) start();
