// Passkeys: a button asks the server for a challenge, the browser for the key, and sends the answer back.
const token = () => document.querySelector('meta[name="csrf"]').content;

const post = async (address, body) => {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token() },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${told.title ?? ""} ${told.mend ?? ""}`.trim());
  return told;
};

const register = async (button) => {
  const { ticket, options } = await post("/me/passkeys/options", {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const made = await navigator.credentials.create({ publicKey });
  const name = document.getElementById(button.dataset.name)?.value ?? "";
  return post("/me/passkeys", { ticket, credential: made.toJSON(), name });
};

const signIn = async (button) => {
  const { ticket, options } = await post("/sign-in/passkey/options", {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const given = await navigator.credentials.get({ publicKey });
  return post("/sign-in/passkey", { ticket, credential: given.toJSON(), then: button.dataset.then });
};

document.querySelectorAll("[data-passkey]").forEach((button) => {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return; // the button stays hidden; passwords serve
  button.hidden = false;
  const said = document.getElementById(button.dataset.said);
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      const { then } = await (button.dataset.passkey === "register" ? register(button) : signIn(button));
      location.assign(then);
    } catch (refused) {
      said.textContent = refused.name === "NotAllowedError" ? button.dataset.cancelled : refused.message;
    }
  });
});
