// What every page does: menu on small screens, theme switch, keyboard, error summary focus, live updates, htmx's token.
import { listen } from "./live.js";
import { keys } from "./keys.js";

const root = document.documentElement;

const switchTheme = () => {
  const dark = root.classList.contains("sc-theme-dark")
    || (root.classList.contains("sc-theme-auto") && matchMedia("(prefers-color-scheme: dark)").matches);
  const next = dark ? "light" : "dark";
  root.classList.remove("sc-theme-auto", "sc-theme-light", "sc-theme-dark");
  root.classList.add(`sc-theme-${next}`);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
};

const toggleMenu = (button) => {
  const open = document.getElementById("menu").classList.toggle("sc-menu--open");
  button.setAttribute("aria-expanded", String(open));
};

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  if (!at) return;
  if (at.closest("[data-theme-switch]")) switchTheme();
  if (at.closest("[data-shortcuts]")) document.getElementById("shortcuts").showModal();
  const menu = at.closest("[data-menu]");
  if (menu) toggleMenu(menu);
  document.querySelectorAll("details[data-closes][open]").forEach((each) => { if (!each.contains(at)) each.open = false; });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-closes][open]").forEach((each) => { each.open = false; each.querySelector("summary").focus(); });
});

// A table that fits its place needs no scrolling box; its head then sticks under the top bar.
const fit = new ResizeObserver((seen) => seen.forEach(({ target }) => {
  target.classList.remove("sc-table-region--fits");
  target.classList.toggle("sc-table-region--fits", target.scrollWidth <= target.clientWidth);
}));
const fitAll = (within) => within.querySelectorAll(".sc-table-region").forEach((each) => fit.observe(each));
fitAll(document);
document.addEventListener("htmx:after:swap", () => fitAll(document));

// One press sends a form once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});

// htmx sends the page's token with every change.
const token = () => document.querySelector('meta[name="csrf"]').content;
const sign = (event) => {
  const request = event.detail?.ctx?.request;
  if (request) request.headers = { ...request.headers, "X-CSRF-Token": token() };
};
document.addEventListener("htmx:config:request", sign);

const summary = document.querySelector(".govuk-error-summary");
if (summary) { summary.tabIndex = -1; summary.focus(); }

keys(switchTheme);
listen();
