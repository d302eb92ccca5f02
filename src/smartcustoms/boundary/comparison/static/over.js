// Two scans of one vehicle one over the other: mixed, cut at a line that is drawn across, or in turn.
for (const box of document.querySelectorAll("[data-over]")) {
  const top = box.querySelector("[data-over-top]");
  const share = box.querySelector("[data-over-share]");
  const cut = box.querySelector("[data-over-cut]");
  const blink = box.querySelector("[data-over-blink]");
  let turning = 0;
  const show = () => {
    top.style.opacity = share.value;
    top.style.clipPath = `inset(0 0 0 ${100 * cut.value}%)`;
  };
  share.addEventListener("input", show);
  cut.addEventListener("input", show);
  blink.addEventListener("click", () => {
    blink.setAttribute("aria-pressed", !turning);
    if (turning) { clearInterval(turning); turning = 0; show(); return; }
    // Three changes in two seconds: below the three flashes a second of WCAG 2.3.1.
    turning = setInterval(() => { top.style.opacity = Number(top.style.opacity) > 0.5 ? 0 : 1; }, 700);
  });
  box.querySelector("[data-over-tools]").hidden = false;
  show();
}
