// Tells how long a lesson was visible and which unit was read last, so that "Continue" leads there.
// Without script a lesson is found again, not the unit in it.
const INTERVAL = 30; // seconds
const LONGEST_GAP = 10 * INTERVAL; // longer ones are a device that slept: thrown away

function start(lesson) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!lesson.dataset.url || !token) return;

  let seconds = 0;
  let last = Date.now();
  let unit = "";
  let sent = "";

  const count = () => {
    const gap = (Date.now() - last) / 1000;
    if (!document.hidden && gap <= LONGEST_GAP) seconds += gap;
    last = Date.now();
  };
  const tell = () => {
    count();
    if (Math.round(seconds) < 1 && unit === sent) return;
    const report = new FormData();
    report.set("csrfmiddlewaretoken", token.value);
    report.set("seconds", String(Math.round(seconds)));
    report.set("unit", unit);
    if (navigator.sendBeacon(lesson.dataset.url, report)) {
      seconds = 0;
      sent = unit;
    }
  };

  const seen = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => (unit = entry.target.id));
  }, { rootMargin: "0px 0px -60% 0px" });
  const units = [...lesson.querySelectorAll(".unit[id]")];
  units.forEach((one) => seen.observe(one));

  // The end of a lesson may never come as far up as that: it counts as read when it is in sight.
  const end = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    end.disconnect();
    unit = units.at(-1).id;
    tell();
  });
  if (units.length) {
    const mark = document.createElement("div");
    units.at(-1).append(mark);
    end.observe(mark);
  }

  setInterval(() => document.hidden || tell(), INTERVAL * 1000);
  document.addEventListener("visibilitychange", () => (document.hidden ? tell() : (last = Date.now())));
  addEventListener("pagehide", tell);
}

document.querySelectorAll('[data-module="lesson-time"]').forEach(start);
