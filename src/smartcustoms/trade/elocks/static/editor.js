// Draws a route on the map. The list of points is the truth: the map writes into it and reads from it, so keyboard and map do the same.
import { makeMap } from "./map.js";
import { Marker } from "../web/vendor/maplibre/maplibre-gl.mjs";

const box = document.querySelector("[data-editor]");
const list = document.querySelector("[name=points]");
const zones = document.querySelector("[name=zones]");
const width = document.querySelector("[name=corridor_m]");

const number = (text) => Number.parseFloat(text);
const good = ([lat, lon]) => Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
const read = () => list.value.split("\n").map((line) => line.split(",").map(number)).filter((each) => each.length === 2 && good(each));
const zoneList = () => zones.value.split("\n").map((line) => line.split(",")).filter((each) => each.length === 3)
  .map(([name, lat, lon]) => ({ name: name.trim(), at: [number(lat), number(lon)] })).filter((each) => good(each.at));
const write = (points) => { list.value = points.map(([lat, lon]) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`).join("\n"); };

const features = (points) => ({
  type: "FeatureCollection",
  features: points.length < 2 ? [] : [{
    type: "Feature",
    properties: { what: "corridor", width_m: 2 * (number(width.value) || 500), latitude: points[0][0] },
    geometry: { type: "LineString", coordinates: points.map(([lat, lon]) => [lon, lat]) },
  }],
});

const edit = async () => {
  const made = await makeMap(box).catch(() => null);
  if (!made) { box.hidden = true; return; }
  const { map, show } = made;
  const may = box.dataset.can === "yes";
  let markers = [];
  const draw = (fit) => {
    const points = read();
    markers.forEach((each) => each.remove());
    show(features(points), fit);
    const few = points.length > 300 ? [] : points;
    markers = few.map(([lat, lon], at) => {
      const element = document.createElement("div");
      element.className = "el-corner";
      const marker = new Marker({ element, draggable: may }).setLngLat([lon, lat]).addTo(map);
      marker.on("dragend", () => { const to = marker.getLngLat(); const now = read(); now[at] = [to.lat, to.lng]; write(now); draw(false); });
      element.addEventListener("click", (event) => {
        event.stopPropagation();
        if (may && event.shiftKey) { const now = read(); now.splice(at, 1); write(now); draw(false); }
      });
      return marker;
    });
    zoneList().forEach(({ name, at }) => {
      const element = document.createElement("div");
      element.className = "el-zone";
      element.textContent = name;
      markers.push(new Marker({ element, anchor: "bottom" }).setLngLat([at[1], at[0]]).addTo(map));
    });
    box.dataset.drawn = String(points.length);
  };
  map.on("click", ({ lngLat, originalEvent }) => {
    if (!may || originalEvent.shiftKey) return;
    write([...read(), [lngLat.lat, lngLat.lng]]);
    draw(false);
  });
  [list, zones, width].forEach((each) => each.addEventListener("change", () => draw(false)));
  draw(true);
};

edit();
