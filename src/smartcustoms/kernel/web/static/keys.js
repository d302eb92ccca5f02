// Single-key shortcuts (WCAG 2.1.4: they can be turned off; never while typing).
const KEPT = "shortcuts";

const typing = (at) => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];

const step = (by) => {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.classList.contains("sc-row-here"));
  const next = Math.min(all.length - 1, Math.max(0, here + by));
  all.forEach((row) => row.classList.remove("sc-row-here"));
  all[next].classList.add("sc-row-here");
  const link = all[next].querySelector("a, button, input");
  (link ?? all[next]).focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
};

export const keys = (switchTheme) => {
  const dialog = document.getElementById("shortcuts");
  const box = document.getElementById("shortcuts-on");
  box.checked = localStorage.getItem(KEPT) !== "off";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  let before = "";
  const deeds = {
    "?": () => dialog.showModal(),
    "/": () => document.querySelector('main input[type="search"], main form[role="search"] input')?.focus(),
    "j": () => step(1),
    "k": () => step(-1),
    "d": switchTheme,
    "gh": () => { location.href = "/"; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialog.open || !box.checked) return;
    const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const deed = deeds[before + event.key] ?? deeds[event.key];
    before = event.key === "g" ? "g" : "";
    if (deed) { event.preventDefault(); deed(); } else if (own) { event.preventDefault(); own.click(); }
  });
};
