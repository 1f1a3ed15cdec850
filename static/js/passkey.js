// Asks the browser for a passkey and sends what it gives. Forms say what they want in data-act:
// "create" a new one, "get" one of this account, or "sign-in" with any of this site.

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const withId = (key) => ({ ...key, id: decode(key.id) });

// The server speaks JSON, the browser wants bytes: WebAuthn level 3 §5.1.8, for older browsers.
function toBytes({ publicKey }) {
  const asked = { ...publicKey, challenge: decode(publicKey.challenge) };
  if (asked.user) asked.user = withId(asked.user);
  if (asked.allowCredentials) asked.allowCredentials = asked.allowCredentials.map(withId);
  if (asked.excludeCredentials) asked.excludeCredentials = asked.excludeCredentials.map(withId);
  return { publicKey: asked };
}

function toText(credential) {
  const response = {};
  for (const part of [
    "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
  ]) {
    if (credential.response[part]) response[part] = encode(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
  });
}

async function optionsOf(form) {
  if (form.dataset.act !== "sign-in") {
    return JSON.parse(document.getElementById(form.dataset.options).textContent);
  }
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

function start(form) {
  const button = form.querySelector("button");
  const problem = form.querySelector("[data-problem]");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    button.setAttribute("aria-disabled", "true");
    try {
      const asked = toBytes(await optionsOf(form));
      const isNew = form.dataset.act === "create";
      const given = await (isNew
        ? navigator.credentials.create(asked)
        : navigator.credentials.get(asked));
      form.elements.credential.value = toText(given);
      form.submit();
    } catch {
      // Closed by the person, no key on this device, no line: one sentence fits all.
      problem.hidden = false;
      button.removeAttribute("aria-disabled");
    }
  });
  form.hidden = false;
}

if (window.PublicKeyCredential) {
  document.querySelectorAll('[data-module="passkey"]').forEach(start);
}
