// Moves the marker along a journey's track: the slider, and a button that plays it in half a minute.
const box = document.querySelector("[data-replay]");
if (box) {
  const track = JSON.parse(box.dataset.replay);
  const here = document.querySelector("[data-here]");
  const range = box.querySelector("input");
  const time = box.querySelector("[data-time]");
  const play = box.querySelector("button");
  const zone = box.dataset.zone;
  let timer = 0;
  const show = () => {
    const [at, x, y] = track[range.value];
    here.setAttribute("cx", x);
    here.setAttribute("cy", y);
    document.dispatchEvent(new CustomEvent("replay", { detail: { at } }));
    const text = new Date(at * 1000).toLocaleString(document.documentElement.lang, { timeZone: zone });
    time.textContent = text;
    range.setAttribute("aria-valuetext", text);
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.setAttribute("aria-pressed", "false");
  };
  range.max = track.length - 1;
  range.value = track.length - 1;
  range.addEventListener("input", () => { stop(); show(); });
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    if (+range.value >= track.length - 1) range.value = 0;
    play.setAttribute("aria-pressed", "true");
    const pause = Math.max(20, 30000 / track.length);
    timer = setInterval(() => {
      range.value = +range.value + 1;
      show();
      if (+range.value >= track.length - 1) stop();
    }, pause);
  });
  box.hidden = track.length < 2;
  if (track.length) show();
}
