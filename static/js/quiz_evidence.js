// Sends what still waits in this browser where the questions are open no more: the line was lost, and
// the page with it. In time it counts, as any save; later it is kept as evidence. What may be opened
// again by who leads the run stays here, too, and counts then. See quiz_saving.js.
const place = document.querySelector('[data-module="quiz-evidence"]');

async function start() {
  const { url, token, attempt, learner } = place.dataset;
  const name = `m4d.quiz.${attempt}.${learner}`;
  const kept = () => JSON.parse(localStorage.getItem(name)) || {};
  const answers = Object.values(kept());
  if (!answers.length) return;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Save-Token": token },
    body: JSON.stringify({ answers }),
  });
  if (![200, 409, 422].includes(response.status)) return; // it waits until this page is seen again
  const body = await response.json();
  const counts = body.answers.some((one) => one.status === "applied");
  if (counts || "isFinished" in place.dataset) {
    // Another window may have kept newer ones while these were on their way.
    const sent = Object.fromEntries(answers.map((one) => [one.slot, one.client_seq]));
    const newer = Object.entries(kept()).filter(([slot, one]) => !(one.client_seq <= sent[slot]));
    if (newer.length) localStorage.setItem(name, JSON.stringify(Object.fromEntries(newer)));
    else localStorage.removeItem(name);
  }
  place.hidden = response.status !== 409;
  if (counts) location.reload(); // the summary names them as answered
}

// No line, or no storage: nothing can be done here.
if (place) start().catch(() => {});
