// Asks the browser for a push subscription when the reader presses the button, and hands it to the platform.
const button = document.querySelector("[data-push-key]");

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function subscribe() {
  const worker = await navigator.serviceWorker.register(button.dataset.worker);
  await navigator.serviceWorker.ready.catch(() => worker);
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(button.dataset.pushKey) });
  const { endpoint, keys } = made.toJSON();
  const answer = await fetch("/api/v1/messages/subscriptions", {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": document.querySelector('meta[name="csrf"]').content },
    body: JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

if (button && "serviceWorker" in navigator && "PushManager" in window) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.querySelector("[data-push-said]");
    try {
      await subscribe();
      said.textContent = button.dataset.done;
    } catch {
      said.textContent = button.dataset.failed;
    }
  });
}
