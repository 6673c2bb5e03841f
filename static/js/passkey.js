// Passkeys: reads the options from the page, asks the device, and sends the answer with the page's own form.
const bytes = (text) => {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (sign) => sign.charCodeAt(0)).buffer;
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// The parts of an answer that are bytes, as text; the rest as it is.
const parts = (response, names) =>
  Object.fromEntries(names.filter((name) => response[name]).map((name) => [name, text(response[name])]));

const shared = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});

async function make(options) {
  const wish = options.publicKey;
  wish.challenge = bytes(wish.challenge);
  wish.user.id = bytes(wish.user.id);
  wish.excludeCredentials = (wish.excludeCredentials || []).map((one) => ({ ...one, id: bytes(one.id) }));
  wish.authenticatorSelection = {
    ...wish.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  const made = await navigator.credentials.create({ publicKey: wish });
  return shared(made, {
    ...parts(made.response, ["clientDataJSON", "attestationObject"]),
    transports: made.response.getTransports ? made.response.getTransports() : [],
  });
}

async function ask(options) {
  const wish = options.publicKey;
  wish.challenge = bytes(wish.challenge);
  wish.allowCredentials = (wish.allowCredentials || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const given = await navigator.credentials.get({ publicKey: wish });
  return shared(
    given,
    parts(given.response, ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
  );
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options;
}

const words = (fault) => {
  if (fault.name === "NotAllowedError") return "Nothing happened: the passkey was not used, or it took too long. Try again.";
  if (fault.name === "InvalidStateError") return "This device has a passkey for your account already.";
  if (fault.name === "SecurityError") return "Passkeys do not work at this address. Ask your administrator.";
  return "The passkey did not work. Try again, or sign in another way.";
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const says = form.querySelector("[data-passkey-says]");
  if (!window.PublicKeyCredential) {
    says.textContent = "This browser cannot use passkeys.";
    continue;
  }
  const button = form.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    says.textContent = "";
    try {
      const options = await optionsOf(form);
      const answer = await (form.dataset.passkey === "make" ? make(options) : ask(options));
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch (fault) {
      says.textContent = words(fault);
    }
  });
}
