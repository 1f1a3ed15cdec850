// Lets people read the password they type. Without script it stays hidden, and paste works anyway.
function start(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.setAttribute("aria-controls", field.id);

  const say = () => {
    const isShown = field.type === "text";
    button.textContent = isShown ? field.dataset.hide : field.dataset.show;
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    say();
  });
  // A manager saves what is sent as a password, not what is sent as a text.
  field.form?.addEventListener("submit", () => {
    field.type = "password";
  });

  const pair = document.createElement("div");
  pair.className = "show-password";
  field.before(pair);
  pair.append(field, button);
  say();
}

document.querySelectorAll('[data-module="show-password"]').forEach(start);
