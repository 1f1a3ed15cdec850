// Starts what Wagtail starts by inline scripts, which the content policy forbids (SEC2).
//
// Our templates write `<span hidden data-starts="InlinePanel" data-args="[…]">` in their place. The
// same happens to rows, forms and dialogues that come later.
const STARTERS = new Set([
  "Chooser",
  "DocumentChooser",
  "ImageChooser",
  "InlinePanel",
  "MultipleChooserPanel",
  "PageChooser",
  "SnippetChooser",
  "createTaskChooser",
  "initDateChooser",
  "initDateTimeChooser",
  "initTimeChooser",
]);

function start(mark) {
  mark.remove(); // a row that is dragged elsewhere does not start twice
  const { starts, args } = mark.dataset;
  if (!STARTERS.has(starts)) return;
  const starter = window[starts];
  const values = JSON.parse(args);
  if (starts.endsWith("Panel")) startPanel(new starter(...values));
  else if (/^[A-Z]/.test(starts)) new starter(...values);
  else starter(...values);
}

// A row is complete when `addForm` returns: Wagtail fills its chooser in the next line.
function startPanel(panel) {
  const { addForm } = panel;
  panel.addForm = (...options) => {
    addForm.apply(panel, options);
    startAll();
  };
}

function startAll() {
  document.querySelectorAll("[data-starts]").forEach(start);
}

startAll();
new MutationObserver(startAll).observe(document.body, { childList: true, subtree: true });
