// The bench: a scan's raw 16-bit channels, looked at in the browser, so that every look, window and gamma acts at once.
// Where the browser has no WebGL 2, or the scan is larger than its textures, the picture that the server drew stays.
import { Drawing, unpacked } from "./bench_gl.js";
import { overlay, REACH } from "./bench_marks.js";

const LOOKS = ["colour", "grey", "inverse", "edge", "deep", "organic", "inorganic"];
const KEEP = 1200;

const state = { look: 0, floor: 0, ceiling: 0, gamma: 1, zFrom: 0, zTo: 30, loupe: false, frames: true, cross: null };

// Wait until what was asked for is drawn: only reading a pixel back makes every browser wait.
const settled = (gl) => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));

class View {
  constructor(box, say) {
    this.box = box;
    this.say = say;
    this.canvas = document.createElement("canvas");
    this.top = document.createElement("canvas");
    box.append(this.canvas, this.top);
    this.zoom = 0;
    this.mid = [0, 0];
    this.pointer = [-1e6, -1e6];
    this.points = [];
    this.frames = [];
  }

  async open() {
    const started = performance.now();
    const gl = this.gl = this.canvas.getContext("webgl2", { antialias: false, preserveDrawingBuffer: false });
    if (!gl) return false;
    const answer = await fetch(this.box.dataset.channels);
    if (!answer.ok) return false;
    const scan = this.scan = unpacked(await answer.arrayBuffer());
    const largest = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    if (scan.columns > largest || scan.rows > largest) return false;
    this.drawing = new Drawing(gl, scan);
    this.size();
    this.fit();
    this.draw();
    settled(gl);
    this.box.dataset.openedMs = Math.round(performance.now() - started);
    this.box.classList.add("sc-bench--open");
    return true;
  }

  // The server's drawing, where the browser cannot draw.
  picture() {
    const image = new Image();
    image.alt = this.box.dataset.alt;
    image.src = this.box.dataset.picture;
    this.box.replaceChildren(image);
  }

  size() {
    const { columns, rows, columnMm, rowMm } = this.scan;
    const wide = this.box.clientWidth;
    const high = Math.round(Math.min(Math.max(220, wide * (rows * rowMm) / (columns * columnMm)), innerHeight * 0.78));
    this.box.style.height = `${high}px`;
    for (const each of [this.canvas, this.top]) {
      each.width = wide;
      each.height = high;
    }
  }

  fit() {
    const { columns, rows } = this.scan;
    this.stretch = this.scan.rowMm / this.scan.columnMm;
    this.zoom = this.least = Math.min(this.canvas.width / columns, this.canvas.height / (rows * this.stretch));
    this.mid = [columns / 2, rows / 2];
  }

  // From a place on the canvas to a place in the scan, and back.
  there([x, y]) {
    const { width, height } = this.canvas;
    return [this.mid[0] + (x - width / 2) / this.zoom, this.mid[1] + (y - height / 2) / (this.zoom * this.stretch)];
  }

  here([column, row]) {
    const { width, height } = this.canvas;
    return [(column - this.mid[0]) * this.zoom + width / 2, (row - this.mid[1]) * this.zoom * this.stretch + height / 2];
  }

  draw() {
    const { width, height } = this.canvas;
    const look = LOOKS[this.scan.low || !["colour", "organic", "inorganic"].includes(LOOKS[state.look]) ? state.look : 1];
    this.drawing.draw({
      width, height, look, mid: this.mid, step: [1 / this.zoom, 1 / (this.zoom * this.stretch)], loupe: [...this.pointer, state.loupe ? REACH : 0],
      window: [state.floor, state.ceiling, state.gamma], number: [state.zFrom, state.zTo],
    });
    overlay(this, state);
  }

  zoomed(by, at) {
    const before = this.there(at);
    this.zoom = Math.min(64, Math.max(this.least * 0.8, this.zoom * by));
    const after = this.there(at);
    this.mid = [this.mid[0] + before[0] - after[0], this.mid[1] + before[1] - after[1]];
  }

  told() {
    const [column, row] = this.there(this.pointer).map(Math.floor);
    const { scan } = this;
    if (column < 0 || row < 0 || column >= scan.columns || row >= scan.rows) return "";
    const place = row * scan.columns + column;
    const high = -Math.log(Math.max(1, scan.high[place]) / scan.air);
    const z = scan.low ? scan.number(-Math.log(Math.max(1, scan.low[place]) / scan.air), high) : 0;
    return `${column}, ${row} · ${high.toFixed(2)}${z ? ` · Z ${z.toFixed(1)}` : ""} · ${(this.zoom * 100).toFixed(0)} %`;
  }
}

const pointers = (view, all, tool) => {
  let held = null;
  const at = (event) => {
    const box = view.top.getBoundingClientRect();
    return [(event.clientX - box.left) * view.top.width / box.width, (event.clientY - box.top) * view.top.height / box.height];
  };
  view.top.addEventListener("wheel", (event) => {
    event.preventDefault();
    view.zoomed(event.deltaY < 0 ? 1.25 : 0.8, at(event));
    view.draw();
  }, { passive: false });
  view.top.addEventListener("pointerdown", (event) => {
    held = at(event);
    if (tool.name) tool.point(view, view.there(held));
    else view.top.setPointerCapture(event.pointerId);
  });
  view.top.addEventListener("pointermove", (event) => {
    view.pointer = at(event);
    if (held && event.buttons && !tool.name) {
      view.mid = [view.mid[0] - (view.pointer[0] - held[0]) / view.zoom, view.mid[1] - (view.pointer[1] - held[1]) / (view.zoom * view.stretch)];
      held = view.pointer;
    }
    state.cross = { view, column: view.there(view.pointer)[0] };
    for (const each of all) each.draw();
    view.say(view.told());
  });
  for (const name of ["pointerup", "pointercancel"]) view.top.addEventListener(name, () => { held = null; });
  view.top.addEventListener("dblclick", () => tool.end(view));
};

const tools = (bench, all, say) => {
  const tool = {
    name: "",
    point(view, place) {
      if (this.name === "measure" && view.points.length > 1) view.points = [];
      view.points.push(place);
      view.draw();
      if (this.name === "measure" && view.points.length === 2) {
        const [a, b] = view.points;
        const mm = Math.hypot((a[0] - b[0]) * view.scan.columnMm, (a[1] - b[1]) * view.scan.rowMm);
        say(bench.dataset.saysLength.replace("{mm}", mm.toFixed(mm < 100 ? 1 : 0)));
      }
    },
    // A mark goes into the form as a line: view, corners, a word; two corners are a box.
    end(view) {
      const into = document.getElementById(bench.dataset.marks ?? "");
      const corners = view.points.filter((each, i, list) => !i || Math.hypot(each[0] - list[i - 1][0], each[1] - list[i - 1][1]) > 1);
      if (this.name !== "mark" || !into || corners.length < 2) return;
      const inside = ([x, y]) => [Math.min(Math.max(0, Math.round(x)), view.scan.columns), Math.min(Math.max(0, Math.round(y)), view.scan.rows)];
      const line = `${all.indexOf(view) + 1} ${corners.map((each) => inside(each).join(",")).join(" ")} ${bench.dataset.saysWord}`;
      into.value = into.value.trim() ? `${into.value.trim()}\n${line}` : line;
      into.dispatchEvent(new Event("input", { bubbles: true }));
      view.points = [];
      this.marks?.();
      view.draw();
    },
  };
  return tool;
};

const timed = (bench, all, deed) => {
  const started = performance.now();
  deed();
  for (const each of all) {
    each.draw();
    settled(each.gl);
  }
  bench.dataset.lastMs = (performance.now() - started).toFixed(1);
};

const deeds = (bench, all, tool) => {
  const chosen = (name) => {
    tool.name = tool.name === name ? "" : name;
    for (const each of all) each.points = [];
    for (const each of bench.querySelectorAll("[data-tool]")) each.setAttribute("aria-pressed", each.dataset.tool === tool.name);
  };
  const middle = (view) => [view.canvas.width / 2, view.canvas.height / 2];
  const done = {
    loupe: () => { state.loupe = !state.loupe; },
    frames: () => { state.frames = !state.frames; },
    reset: () => { Object.assign(state, { look: 0, floor: 0, ceiling: 0, gamma: 1, zFrom: 0, zTo: 30, loupe: false }); all.forEach((each) => each.fit()); },
    nearer: () => all.forEach((each) => each.zoomed(1.5, middle(each))),
    further: () => all.forEach((each) => each.zoomed(1 / 1.5, middle(each))),
    measure: () => chosen("measure"),
    mark: () => chosen("mark"),
    close: () => all.forEach((each) => tool.end(each)),
  };
  const shown = () => {
    for (const each of bench.querySelectorAll("[data-look]")) each.setAttribute("aria-pressed", each.dataset.look === LOOKS[state.look]);
    for (const each of bench.querySelectorAll("[data-value]")) each.value = state[each.dataset.value];
    for (const name of ["loupe", "frames"]) bench.querySelector(`[data-deed="${name}"]`)?.setAttribute("aria-pressed", state[name]);
  };
  bench.addEventListener("click", (event) => {
    const on = event.target.closest("[data-look], [data-deed]");
    if (!on) return;
    timed(bench, all, on.dataset.look ? () => { state.look = LOOKS.indexOf(on.dataset.look); } : done[on.dataset.deed]);
    shown();
  });
  bench.addEventListener("input", (event) => {
    const name = event.target.dataset.value;
    if (name) timed(bench, all, () => { state[name] = Number(event.target.value); });
  });
  shown();
};

const open = async (bench) => {
  const line = bench.querySelector("[data-told]");
  const say = (text) => { line.textContent = text; };
  const all = [...bench.querySelectorAll("[data-channels]")].map((box) => new View(box, say));
  const opened = await Promise.all(all.map((each) => each.open().catch(() => false)));
  if (!opened.every(Boolean)) {
    all.forEach((each) => each.picture());
    return;
  }
  bench.classList.add("sc-bench--live");
  bench.querySelector("[data-bench-tools]").hidden = false;
  const tool = tools(bench, all, say);
  tool.marks = () => {
    const into = document.getElementById(bench.dataset.marks ?? "");
    all.forEach((each, place) => { each.marks = marksOf(into?.value ?? "", place); each.draw(); });
  };
  document.getElementById(bench.dataset.marks ?? "")?.addEventListener("input", () => tool.marks());
  all.forEach((each) => pointers(each, all, tool));
  deeds(bench, all, tool);
  tool.marks();
  if (bench.dataset.alarms) framed(bench, all);
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => all.forEach((each) => { each.size(); each.fit(); each.draw(); }), 150); });
};

const marksOf = (text, place) => text.split("\n").map((line) => line.trim().match(/^(\d+)((?: +\d+,\d+)+)/)).filter((found) => found && Number(found[1]) === place + 1)
  .map((found) => found[2].trim().split(/ +/).map((pair) => pair.split(",").map(Number)));

const framed = async (bench, all) => {
  const answer = await fetch(bench.dataset.alarms, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  (told.alarms ?? []).slice(0, KEEP).forEach((each, place) => all[each.view]?.frames.push({ ...each, number: place + 1 }));
  all.forEach((each) => each.draw());
};

for (const bench of document.querySelectorAll("[data-bench]")) open(bench);
