// What the graphics card does for the bench: attenuation from raw counts, atomic number by table, and the looks.
// The same convention and numbers as imaging/colour.py: organic below 10 orange, 10 to 18 green, above blue.
const CORNERS = `#version 300 es
void main() { vec2 at = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2); gl_Position = vec4(at * 2.0 - 1.0, 0, 1); }`;

const LOOK = `#version 300 es
precision highp float; precision highp int; precision highp usampler2D;
uniform usampler2D highs, lows; uniform sampler2D numbers;
uniform vec2 size, scan, mid, step, number; uniform vec3 loupe; uniform vec4 window, span; uniform int look;
out vec4 shown;
const float Z[9] = float[9](5.0, 7.0, 9.0, 10.5, 12.0, 15.0, 18.0, 21.0, 30.0);
const vec3 HUE[9] = vec3[9](vec3(255, 150, 60), vec3(250, 140, 40), vec3(235, 150, 40), vec3(170, 180, 50), vec3(90, 180, 70),
  vec3(50, 165, 90), vec3(40, 130, 180), vec3(40, 80, 205), vec3(30, 50, 180));
vec2 pixel(ivec2 at) {
  at = clamp(at, ivec2(0), ivec2(scan) - 1);
  return -log(max(vec2(float(texelFetch(lows, at, 0).r), float(texelFetch(highs, at, 0).r)), 1.0) / window.w);
}
vec2 smoothed(vec2 at) {
  vec2 whole = floor(at - 0.5), part = at - 0.5 - whole; ivec2 i = ivec2(whole);
  return mix(mix(pixel(i), pixel(i + ivec2(1, 0)), part.x), mix(pixel(i + ivec2(0, 1)), pixel(i + ivec2(1, 1)), part.x), part.y);
}
vec2 seen(vec2 at, vec2 reach) {
  if (max(reach.x, reach.y) <= 1.0) return smoothed(at);
  vec2 sum = vec2(0);
  for (int j = 0; j < 2; j++) for (int i = 0; i < 2; i++) sum += pixel(ivec2(at + (vec2(i, j) - 0.5) * reach * 0.5));
  return sum / 4.0;
}
float matter(vec2 low_high) {
  if (low_high.y < 0.01) return 0.0;
  float ratio = low_high.x / max(low_high.y, 0.005), steps = float(textureSize(numbers, 0).x);
  vec2 place = vec2((ratio - span.z) / span.w, (low_high.y - span.x) / span.y);
  return texelFetch(numbers, ivec2(clamp(floor(place + 0.5), 0.0, steps - 1.0)), 0).r * 255.0 / 8.0;
}
vec3 hue(float z) {
  vec3 made = HUE[0];
  for (int i = 0; i < 8; i++) if (z > Z[i]) made = mix(HUE[i], HUE[i + 1], clamp((z - Z[i]) / (Z[i + 1] - Z[i]), 0.0, 1.0));
  return made / 255.0;
}
float grey(float a, float first, float last) { return pow(1.0 - clamp((a - first) / max(last - first, 1e-3), 0.0, 1.0), window.z); }
vec3 coloured(float z, float a) {
  float clear = exp(-1.5 * a * window.z), dark = exp(-0.33 * max(a - 0.7, 0.0) * window.z);
  return clear + (1.0 - clear) * hue(z) * dark;
}
void main() {
  vec2 here = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y), reach = step;
  vec2 at = mid + (here - size / 2.0) * step;
  float off = distance(here, loupe.xy);
  if (off < loupe.z) { at = mid + (loupe.xy - size / 2.0) * step + (here - loupe.xy) * step / 4.0; reach = step / 4.0; }
  if (at.x < 0.0 || at.y < 0.0 || at.x >= scan.x || at.y >= scan.y) { shown = vec4(0.93, 0.93, 0.93, 1); return; }
  vec2 both = seen(at, reach); float a = both.y, z = matter(both); vec3 made;
  float ceiling = window.y > 0.0 ? window.y : 4.0;
  if (look == 3) {
    vec2 d = max(reach, vec2(1.0));
    vec2 slope = vec2(seen(at + vec2(d.x, 0), reach).y - seen(at - vec2(d.x, 0), reach).y, seen(at + vec2(0, d.y), reach).y - seen(at - vec2(0, d.y), reach).y);
    made = vec3(1.0 - clamp(2.5 * length(slope), 0.0, 1.0));
  } else if (look == 2) made = vec3(1.0 - grey(a, window.x, ceiling));
  else if (look == 4) made = vec3(grey(a, window.x > 0.0 ? window.x : 1.5, window.y > 0.0 ? window.y : 7.5));
  else if (look == 1) made = vec3(grey(a, window.x, ceiling));
  else {
    bool kept = z >= number.x && (z <= number.y || number.y >= 30.0) && (look == 0 || (look == 5) == (z > 0.0 && z < 10.0));
    made = kept || (look == 0 && z == 0.0) ? coloured(z, max(a - window.x, 0.0)) : vec3(grey(a, window.x, 9.0) / 3.0 + 0.66);
  }
  if (off > loupe.z - 2.0 && off < loupe.z) made = vec3(0.1, 0.2, 0.5);
  shown = vec4(made, 1);
}`;

export const program = (gl) => {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, CORNERS], [gl.FRAGMENT_SHADER, LOOK]]) {
    const part = gl.createShader(kind);
    gl.shaderSource(part, text);
    gl.compileShader(part);
    if (!gl.getShaderParameter(part, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(part));
    gl.attachShader(made, part);
  }
  gl.linkProgram(made);
  gl.useProgram(made);
  const places = new Map();
  const ask = (name) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(made, name));
    return places.get(name);
  };
  ["highs", "lows", "numbers"].forEach((name, i) => gl.uniform1i(ask(name), i));
  return ask;
};

export const texture = (gl, place, kept, layout, type, wide, high, values) => {
  gl.activeTexture(gl.TEXTURE0 + place);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texImage2D(gl.TEXTURE_2D, 0, kept, wide, high, 0, layout, type, values);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
};

// The file of channels: boundary/scans/channels.py says what is in it.
export const unpacked = (content) => {
  const [columns, rows, energies, steps] = new Uint32Array(content, 0, 4);
  const [air, rowMm, columnMm, first, each, ratio, eachRatio] = new Float32Array(content, 16, 7);
  const many = columns * rows;
  const high = new Uint16Array(content, 44, many);
  const low = energies === 2 ? new Uint16Array(content, 44 + 2 * many, many) : null;
  const table = new Uint8Array(content, 44 + 2 * many * energies, steps * steps);
  const near = (value, most) => Math.min(most - 1, Math.max(0, Math.round(value)));
  const number = (l, h) => (h < 0.01 ? 0 : table[near((h - first) / each, steps) * steps + near((l / Math.max(h, 0.005) - ratio) / eachRatio, steps)] / 8);
  return { columns, rows, air, rowMm, columnMm, high, low, table, steps, span: [first, each, ratio, eachRatio], number };
};
