// Filters the boxes of a long vocabulary while an editor types. Chosen boxes always stay in sight.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-terms-filter]")) return;
  const wanted = plain(event.target.value.trim());
  for (const label of event.target.parentElement.querySelectorAll("label")) {
    const isChosen = label.querySelector("input").checked;
    label.hidden = !isChosen && !plain(label.textContent).includes(wanted);
  }
});
