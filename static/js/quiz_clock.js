// Sends the test when its time is up, and warns 5 minutes and 1 minute before. The server's clock
// decides; without script the end stands on the page.
const clock = document.querySelector('[data-module="quiz-clock"]');
const form = document.querySelector('[data-module="quiz-saving"]');
const WARNINGS = [5, 1]; // minutes
const AGAIN = 10000; // ms between tries to send, where the line is lost just then

function start() {
  const left = Date.parse(clock.dataset.ends) - Date.parse(clock.dataset.now);
  const until = Date.now() + left;
  const title = clock.closest("details").querySelector("summary b");
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  clock.after(live);
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "minute", unitDisplay: "long" });
  const said = new Set(WARNINGS.filter((one) => left < one * 60000));
  const icon = title.querySelector("svg");
  let next = until;

  const tick = () => {
    const ms = until - Date.now();
    if (ms <= 0 && Date.now() >= next) {
      next = Date.now() + AGAIN;
      // Everything written stands in the form; the server says what counts.
      form.action = form.dataset.submit;
      form.requestSubmit();
    }
    if (ms <= 0) return;
    const words = format.format(Math.ceil(ms / 60000));
    title.replaceChildren(icon, ` ${clock.dataset.left.replace("…", words)}`);
    for (const one of WARNINGS) {
      if (ms <= one * 60000 && !said.has(one)) {
        said.add(one);
        live.textContent = title.textContent.trim();
      }
    }
  };
  setInterval(tick, 1000);
  tick();
}

if (clock && form) start();
