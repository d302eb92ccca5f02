// Maps of journeys by MapLibre GL JS, over the coast of Natural Earth (land.json): no roads, nothing from outside.
// Where the browser has no WebGL the map that the server drew stays.
import * as gl from "../web/vendor/maplibre/maplibre-gl.mjs";

const LAND = new URL("land.json", import.meta.url).href;
const COLOURS = {
  light: { sea: "#dfe9f2", land: "#f6f3ec", coast: "#8a97a5", corridor: "#5a6f8a", track: "#1d70b8", zone: "#00703c", lock: "#1d70b8" },
  dark: { sea: "#0f1a26", land: "#22303f", coast: "#5a6f8a", corridor: "#9db4cf", track: "#6bb1f0", zone: "#4fbf83", lock: "#6bb1f0" },
};

export const isDark = () => {
  const root = document.documentElement.classList;
  return root.contains("sc-theme-dark") || (root.contains("sc-theme-auto") && matchMedia("(prefers-color-scheme: dark)").matches);
};

const hasWebGl = () => {
  try { return !!document.createElement("canvas").getContext("webgl2"); } catch { return false; }
};

// An icon drawn here, so that no glyphs or sprites are fetched: shape tells, not colour alone.
const icon = (shape, colour) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour; pen.strokeStyle = "#ffffff"; pen.lineWidth = 3;
  pen.beginPath();
  if (shape === "square") pen.rect(7, 7, 26, 26);
  else if (shape === "triangle") { pen.moveTo(20, 4); pen.lineTo(37, 35); pen.lineTo(3, 35); pen.closePath(); }
  else pen.arc(20, 20, 13, 0, 7);
  pen.fill(); pen.stroke();
  return pen.getImageData(0, 0, 40, 40);
};

// A corridor is as wide as it is on the ground: pixels for metres at a latitude, doubled with each zoom.
const ground = ["/", ["get", "width_m"], ["*", 78271.5, ["cos", ["*", ["get", "latitude"], Math.PI / 180]]]];
const width = ["interpolate", ["exponential", 2], ["zoom"], 0, ground, 22, ["*", ground, 2 ** 22]];
const only = (what) => ["==", ["get", "what"], what];

const layers = (c) => [
  { id: "sea", type: "background", paint: { "background-color": c.sea } },
  { id: "land", type: "fill", source: "land", paint: { "fill-color": c.land } },
  { id: "coast", type: "line", source: "land", paint: { "line-color": c.coast, "line-width": 0.8 } },
  { id: "zone", type: "fill", source: "shown", filter: only("zone"), paint: { "fill-color": c.zone, "fill-opacity": 0.2, "fill-outline-color": c.zone } },
  { id: "corridor", type: "line", source: "shown", filter: only("corridor"), layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": c.corridor, "line-opacity": 0.25, "line-width": width } },
  { id: "centre", type: "line", source: "shown", filter: only("corridor"), paint: { "line-color": c.corridor, "line-width": 1.4 } },
  { id: "track", type: "line", source: "shown", filter: only("track"), paint: { "line-color": c.track, "line-width": 2.5 } },
  { id: "lock", type: "symbol", source: "shown", filter: ["all", only("lock"), ["!", ["get", "alarmed"]]], layout: { "icon-image": "round", "icon-size": 0.5, "icon-allow-overlap": true } },
  { id: "alarmed", type: "symbol", source: "shown", filter: ["all", only("lock"), ["get", "alarmed"]], layout: { "icon-image": "square", "icon-size": 0.55, "icon-allow-overlap": true } },
  { id: "alarm", type: "symbol", source: "shown", filter: only("alarm"), layout: { "icon-image": "triangle", "icon-size": 0.55, "icon-allow-overlap": true } },
];

const boundsOf = (features) => {
  const bounds = new gl.LngLatBounds();
  const walk = (at) => (typeof at[0] === "number" ? bounds.extend(at) : at.forEach(walk));
  features.forEach((each) => walk(each.geometry.coordinates));
  return bounds;
};

// Makes a map in an element; gives the map and a function that shows features. Null without WebGL.
export const makeMap = async (box) => {
  if (!hasWebGl()) return null;
  box.hidden = false;
  const colours = isDark() ? COLOURS.dark : COLOURS.light;
  const empty = { type: "FeatureCollection", features: [] };
  const map = new gl.Map({
    container: box, attributionControl: false, center: [114, 22.8], zoom: 6, minZoom: 3, maxZoom: 17, dragRotate: false, pitchWithRotate: false,
    fadeDuration: 0, locale: { "Map.Title": box.dataset.title, "NavigationControl.ZoomIn": box.dataset.in, "NavigationControl.ZoomOut": box.dataset.out },
    style: { version: 8, sources: { land: { type: "geojson", data: LAND }, shown: { type: "geojson", data: empty } }, layers: layers(colours) },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new gl.ScaleControl({ unit: "metric" }));
  await map.once("load");
  map.addImage("round", icon("round", colours.lock), { pixelRatio: 1 });
  map.addImage("square", icon("square", "#d4351c"), { pixelRatio: 1 });
  map.addImage("triangle", icon("triangle", "#d4351c"), { pixelRatio: 1 });
  const show = (found, fit) => {
    map.getSource("shown").setData(found);
    if (fit && found.features.length) map.fitBounds(boundsOf(found.features), { padding: 40, duration: 0, maxZoom: 14 });
  };
  return { map, show };
};

const load = async (box) => {
  const answer = await fetch(box.dataset.map, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the map answered ${answer.status}`);
  return answer.json();
};

const opens = (map, box) => ["lock", "alarmed"].forEach((layer) => {
  map.on("click", layer, (event) => { location.href = box.dataset.open + encodeURIComponent(event.features[0].properties.number); });
  map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
});

const replays = (map, found) => {
  const track = found.features.find((each) => each.properties.what === "track");
  if (!track) return;
  const { times } = track.properties;
  const element = document.createElement("div");
  element.className = "el-here";
  const marker = new gl.Marker({ element }).setLngLat(track.geometry.coordinates.at(-1)).addTo(map);
  document.addEventListener("replay", ({ detail }) => {
    let low = 0;
    let high = times.length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (times[middle] < detail.at) low = middle + 1; else high = middle; }
    marker.setLngLat(track.geometry.coordinates[low]);
  });
};

const start = async (box) => {
  const made = await makeMap(box).catch(() => { box.hidden = true; return null; });
  if (!made) return;
  const found = await load(box);
  made.show(found, true);
  document.querySelectorAll("[data-plain]").forEach((each) => { each.hidden = true; each.style.display = "none"; });
  box.dataset.drawn = String(found.features.length);
  if (box.dataset.open) opens(made.map, box);
  replays(made.map, found);
  if (!box.dataset.live) return;
  const renew = () => load(box).then((again) => made.show(again, false)).catch(() => {});
  box.addEventListener("live", renew);
  setInterval(() => { if (!document.hidden) renew(); }, 15000);
};

document.querySelectorAll("[data-map]").forEach(start);
