// Live updates: one stream for all topics of the page. An element `data-live="topic"` gets an event `live`:
// `hx-get="..." hx-trigger="live"` loads it anew; without hx-get its text becomes the message's `text`.
export const listen = () => {
  const wanted = [...new Set([...document.querySelectorAll("[data-live]")].map((each) => each.dataset.live))];
  if (!wanted.length) return;
  const stream = new EventSource(`/live/${wanted.map(encodeURIComponent).join(",")}`);
  stream.addEventListener("message", (event) => {
    const { topic, payload } = JSON.parse(event.data);
    document.querySelectorAll(`[data-live="${CSS.escape(topic)}"]`).forEach((each) => {
      if (!each.hasAttribute("hx-get") && payload && typeof payload.text === "string") each.textContent = payload.text;
      each.dispatchEvent(new CustomEvent("live", { detail: payload, bubbles: false }));
    });
    if (payload && typeof payload.said === "string") document.getElementById("live-said").textContent = payload.said;
  });
  addEventListener("pagehide", () => stream.close());
};
